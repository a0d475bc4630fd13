package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.text.TextView;
import java.util.Map;

/**
 * What signals are measured on: a record's text in its one shared view, and what its source said of it.
 *
 * @param kind what sort of record it is
 * @param view decoded, split and hashed once; reused for the next record, so signals keep nothing of it
 * @param url address of the record, or null
 * @param meta the record's {@code meta} column
 */
public record Subject(Kind kind, TextView view, String url, Map<String, String> meta) {}
