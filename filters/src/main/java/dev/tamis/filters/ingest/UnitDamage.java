package dev.tamis.filters.ingest;

import dev.tamis.filters.record.Reason;

/** Bytes of a shard that cannot be read on. Never leaves this package: readers turn it into an entry. */
final class UnitDamage extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    UnitDamage(Reason reason, String message) {
        this(reason, message, null);
    }

    /** @param cause what the decoder threw, or null */
    UnitDamage(Reason reason, String message, Throwable cause) {
        // No stack trace: on damaged shards this is ordinary control flow.
        super(message, cause, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /** Simple name of the decoder's error, or empty. */
    String errorClass() {
        return getCause() == null ? "" : getCause().getClass().getSimpleName();
    }
}
