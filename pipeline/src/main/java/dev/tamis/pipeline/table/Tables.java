package dev.tamis.pipeline.table;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Signals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The schemas of a run's tables, as {@code docs/formats.md} describes them. */
public final class Tables {
    /** One schema for records of every kind; {@code rejected_by} is in the decisions, which are made again cheaply. */
    public static final MessageType DOCUMENTS = documents();

    /** Units that could not be read. */
    public static final MessageType QUARANTINE = Types.buildMessage()
            .required(BINARY)
            .as(stringType())
            .named("stage")
            .required(BINARY)
            .as(stringType())
            .named("source")
            .addField(origin())
            .required(BINARY)
            .as(stringType())
            .named("reason")
            .required(BINARY)
            .as(stringType())
            .named("error_class")
            .required(BINARY)
            .as(stringType())
            .named("message")
            .required(BINARY)
            .as(stringType())
            .named("sha256")
            .required(BINARY)
            .named("raw")
            .required(BINARY)
            .as(stringType())
            .named("code_version")
            .named("quarantine");

    /** One row a document, in the order of its part of {@link #DOCUMENTS}: all rules it failed; none means kept. */
    public static final MessageType DECISIONS = byRow().requiredList()
            .requiredElement(BINARY)
            .as(stringType())
            .named("rejected_by")
            .optional(BINARY)
            .as(stringType())
            .named("text_hash")
            .required(INT64)
            .named("chars")
            .named("decisions");

    /**
     * One row a document that no rule rejected: what dedup compares, so that later runs need not read its text. Keys are
     * 128 bits each; {@code bands} has eight bytes, big-endian, for each band; {@code embedding} is that of the document,
     * where semantic dedup is on. An image has the keys of its bytes and pixels and its perceptual hash of 32 bytes instead of
     * those of a text.
     */
    public static final MessageType SIGNATURES = byRow().optional(BINARY)
            .as(stringType())
            .named("lang")
            .optional(BINARY)
            .named("url_key")
            .optional(BINARY)
            .named("text_key")
            .required(INT32)
            .named("shingles")
            .optional(BINARY)
            .named("bands")
            .optional(BINARY)
            .named("embedding")
            .optional(BINARY)
            .named("media_key")
            .optional(BINARY)
            .named("pixel_key")
            .optional(BINARY)
            .named("pdq")
            .named("signatures");

    /** One row a document that no rule rejected: whether it is a duplicate, by which method and of what. */
    public static final MessageType DEDUP = verdicts()
            .optional(BINARY)
            .as(stringType())
            .named("duplicate_of")
            .optional(BINARY)
            .as(stringType())
            .named("cluster")
            .optional(INT64)
            .named("cluster_size")
            .named("dedup");

    /**
     * One row a document that survived dedup: what stands in the slots of a page, of which there is one for each U+FFFC of its
     * text, in order. A slot has either the image document that stands there or the reason why none does. Cuts take the U+FFFC
     * of empty slots from the text.
     */
    public static final MessageType INTERLEAVE =
            verdicts().addField(cuts()).addField(slots()).named("interleave");

    /** One row a document that survived dedup: what is cut from its text because it stands elsewhere. */
    public static final MessageType PASSAGES = verdicts().addField(cuts()).named("passages");

    /** One row a document that was kept so far: what it shares with evaluation sets, and all that is cut from its text. */
    public static final MessageType DECONTAMINATION =
            verdicts().addField(cuts()).optional(DOUBLE).named("contamination").named("decontamination");

    /** One row a document and item of an evaluation set that it hits; of one document at most a thousand. */
    public static final MessageType CONTAMINATION = Types.buildMessage()
            .required(BINARY)
            .as(stringType())
            .named("set")
            .required(BINARY)
            .as(stringType())
            .named("item")
            .optional(BINARY)
            .as(stringType())
            .named("item_own_id")
            .required(BINARY)
            .as(stringType())
            .named("field")
            .required(INT32)
            .named("part")
            .required(INT64)
            .named("row")
            .required(BINARY)
            .as(stringType())
            .named("id")
            .required(BINARY)
            .as(stringType())
            .named("source")
            .required(INT32)
            .named("held")
            .required(INT32)
            .named("ngrams")
            .required(DOUBLE)
            .named("item_share")
            .required(DOUBLE)
            .named("document_share")
            .named("contamination");

    /**
     * One row a kept document: its token ids, little-endian, two bytes each where the vocabulary allows, else four; {@code
     * fim} says how its middle was moved to its end, {@code psm} or {@code spm}, and is null where it was not; {@code media}
     * says which of the tokens are placeholders, and for the how manieth of the document's media.
     */
    public static final MessageType TOKENS = byRow().required(BINARY)
            .as(stringType())
            .named("lang")
            .required(INT32)
            .named("count")
            .optional(BINARY)
            .as(stringType())
            .named("fim")
            .addField(placeholders())
            .required(BINARY)
            .named("tokens")
            .named("tokens");

    /** One row a tokenized document: the domain of the mixture that it is in. */
    public static final MessageType DOMAINS = Types.buildMessage()
            .required(INT64)
            .named("row")
            .required(BINARY)
            .as(stringType())
            .named("domain")
            .required(INT32)
            .named("count")
            .named("domains");

    /**
     * One row a tokenized document: the stock it is in, or -1 where no phase draws from it, and where its tokens stand: in
     * which of the stock's sequences, from which token of that on, and which of the document's tokens, in their order.
     */
    public static final MessageType PACKING = Types.buildMessage()
            .required(INT64)
            .named("row")
            .required(INT32)
            .named("stock")
            .addField(placements())
            .named("packing");

    /**
     * One row a medium of a kept document: where it was emitted. {@code row} is that of the document, {@code index} the
     * place of the medium among the document's, {@code id} that of the document that the medium is. By row and index.
     */
    public static final MessageType MEDIA_PLACES = Types.buildMessage()
            .required(INT64)
            .named("row")
            .required(INT32)
            .named("index")
            .required(BINARY)
            .as(stringType())
            .named("id")
            .required(BINARY)
            .as(stringType())
            .named("shard")
            .required(INT64)
            .named("offset")
            .required(INT64)
            .named("bytes")
            .required(BINARY)
            .as(stringType())
            .named("mime")
            .required(BINARY)
            .as(stringType())
            .named("sha256")
            .required(INT32)
            .named("width")
            .required(INT32)
            .named("height")
            .named("media_places");

    /** One row a run of tokens of one document within one emitted sequence. */
    public static final MessageType PROVENANCE = Types.buildMessage()
            .required(INT64)
            .named("sequence")
            .required(INT32)
            .named("start")
            .required(INT32)
            .named("length")
            .required(BINARY)
            .as(stringType())
            .named("source")
            .required(BINARY)
            .as(stringType())
            .named("domain")
            .required(INT32)
            .named("epoch")
            .required(BINARY)
            .as(stringType())
            .named("id")
            .required(INT32)
            .named("part")
            .required(INT64)
            .named("row")
            .required(INT64)
            .named("document_offset")
            .named("provenance");

    private Tables() {}

    /** A table with a row for some documents of a part, in their order. */
    private static Types.GroupBuilder<MessageType> byRow() {
        return Types.buildMessage()
                .required(INT64)
                .named("row")
                .required(BINARY)
                .as(stringType())
                .named("id");
    }

    /** Such a table that says which documents a stage removed, and for what. */
    private static Types.GroupBuilder<MessageType> verdicts() {
        return byRow().optional(BINARY).as(stringType()).named("removed_by");
    }

    /**
     * A table that lines up with the documents of a part and holds further values of each.
     *
     * @param columns by name; each may be null
     * @param embeddings names of columns of vectors, little-endian, four bytes a number
     */
    public static MessageType added(Map<String, SignalType> columns, List<String> embeddings) {
        Types.GroupBuilder<MessageType> table = byRow();
        columns.forEach((name, type) -> measured(table, name, type));
        embeddings.forEach(name -> table.optional(BINARY).named(name));
        return table.named("added");
    }

    /**
     * The named columns of a table, {@code group.column} for one within a group or within the elements of a list, for reading
     * nothing else.
     */
    public static MessageType project(MessageType table, String... columns) {
        Map<String, List<Type>> some = new LinkedHashMap<>();
        for (String column : columns) {
            int dot = column.indexOf('.');
            if (dot < 0) {
                some.put(column, List.of());
            } else {
                String group = column.substring(0, dot);
                some.computeIfAbsent(group, g -> new ArrayList<>())
                        .add(holder(table.getType(group).asGroupType()).getType(column.substring(dot + 1)));
            }
        }
        Types.MessageTypeBuilder projection = Types.buildMessage();
        some.forEach((column, within) -> projection.addField(
                within.isEmpty()
                        ? table.getType(column)
                        : narrowed(table.getType(column).asGroupType(), within)));
        return projection.named(table.getName());
    }

    /** The group that has a group's columns: itself, or a list's element. */
    private static GroupType holder(GroupType group) {
        return isList(group) ? group.getType(0).asGroupType().getType(0).asGroupType() : group;
    }

    private static GroupType narrowed(GroupType group, List<Type> within) {
        if (!isList(group)) {
            return group.withNewFields(within);
        }
        GroupType elements = group.getType(0).asGroupType();
        return group.withNewFields(elements.withNewFields(holder(group).withNewFields(within)));
    }

    private static boolean isList(GroupType group) {
        return LogicalTypeAnnotation.listType().equals(group.getLogicalTypeAnnotation());
    }

    private static GroupType origin() {
        return Types.requiredGroup()
                .required(BINARY)
                .as(stringType())
                .named("shard")
                .required(INT64)
                .named("offset")
                .required(INT64)
                .named("length")
                .optional(BINARY)
                .as(stringType())
                .named("record_id")
                .optional(BINARY)
                .as(stringType())
                .named("url")
                .optional(BINARY)
                .as(stringType())
                .named("fetched_at")
                .optional(BINARY)
                .as(stringType())
                .named("content_type")
                .named("origin");
    }

    /** Ranges of the text's UTF-8 bytes, in order and disjoint. */
    private static GroupType cuts() {
        return Types.requiredList()
                .requiredGroupElement()
                .required(INT32)
                .named("start")
                .required(INT32)
                .named("end")
                .required(BINARY)
                .as(stringType())
                .named("by")
                .named("cuts");
    }

    /** Stretches of placeholder tokens, in order. */
    private static GroupType placeholders() {
        return Types.requiredList()
                .requiredGroupElement()
                .required(INT32)
                .named("index")
                .required(INT32)
                .named("start")
                .required(INT32)
                .named("length")
                .named("media");
    }

    /** Where the bytes of a medium are and what was measured on them; null where a page names one that is not there. */
    private static Type[] medium() {
        return Types.optionalGroup()
                .optional(BINARY)
                .as(stringType())
                .named("shard")
                .optional(INT64)
                .named("offset")
                .optional(INT64)
                .named("length")
                .optional(BINARY)
                .as(stringType())
                .named("mime")
                .optional(BINARY)
                .as(stringType())
                .named("sha256")
                .optional(INT32)
                .named("width")
                .optional(INT32)
                .named("height")
                .optional(INT32)
                .named("frames")
                .named("medium")
                .getFields()
                .toArray(Type[]::new);
    }

    private static GroupType slots() {
        return Types.requiredList()
                .requiredGroupElement()
                .required(INT32)
                .named("part")
                .required(INT64)
                .named("row")
                .optional(BINARY)
                .as(stringType())
                .named("reason")
                .optional(BINARY)
                .as(stringType())
                .named("id")
                .optional(BINARY)
                .as(stringType())
                .named("url")
                .addFields(medium())
                .named("slots");
    }

    private static GroupType placements() {
        return Types.requiredList()
                .requiredGroupElement()
                .required(INT64)
                .named("sequence")
                .required(INT32)
                .named("start")
                .required(INT32)
                .named("offset")
                .required(INT32)
                .named("length")
                .named("placements");
    }

    private static GroupType signals() {
        Types.GroupBuilder<GroupType> signals = Types.requiredGroup();
        for (Signal signal : Signals.all()) {
            measured(signals, signal.name(), signal.type());
        }
        return signals.named("signals");
    }

    /** The type of a column that holds something measured; null where it holds something else, such as an embedding. */
    static SignalType type(Type column) {
        return switch (column.asPrimitiveType().getPrimitiveTypeName()) {
            case INT64 -> SignalType.LONG;
            case DOUBLE -> SignalType.DOUBLE;
            case BOOLEAN -> SignalType.FLAG;
            case BINARY -> stringType().equals(column.getLogicalTypeAnnotation()) ? SignalType.STRING : null;
            default -> null;
        };
    }

    private static void measured(Types.GroupBuilder<?> group, String name, SignalType type) {
        switch (type) {
            case LONG -> group.optional(INT64).named(name);
            case DOUBLE -> group.optional(DOUBLE).named(name);
            case FLAG -> group.optional(BOOLEAN).named(name);
            case STRING -> group.optional(BINARY).as(stringType()).named(name);
        }
    }

    private static MessageType documents() {
        return Types.buildMessage()
                .required(BINARY)
                .as(stringType())
                .named("id")
                .required(BINARY)
                .as(stringType())
                .named("source")
                .required(BINARY)
                .as(stringType())
                .named("kind")
                .addField(origin())
                .required(BINARY)
                .as(stringType())
                .named("text")
                .requiredList()
                .requiredGroupElement()
                .addFields(medium())
                .optional(BINARY)
                .named("pixels")
                .optional(BINARY)
                .named("pdq")
                .optional(BINARY)
                .as(stringType())
                .named("url")
                .optional(BINARY)
                .as(stringType())
                .named("alt")
                .named("media")
                .addField(signals())
                .requiredMap()
                .key(BINARY)
                .as(stringType())
                .requiredValue(BINARY)
                .as(stringType())
                .named("meta")
                .optional(BINARY)
                .named("embedding")
                .named("documents");
    }
}
