package dev.tamis.filters.safety;

/**
 * What a sensitive span is. A span is of one kind: of two that overlap, the one that starts first stays; of two that start
 * at the same place, the one whose kind is named first here.
 */
public enum SensitiveKind {
    SECRET("|||SECRET|||"),
    EMAIL("|||EMAIL_ADDRESS|||"),
    IBAN("|||IBAN|||"),
    CARD("|||CARD_NUMBER|||"),
    NATIONAL_ID("|||NATIONAL_ID|||"),
    IP("|||IP_ADDRESS|||"),
    PHONE("|||PHONE_NUMBER|||");

    private final String mask;

    SensitiveKind(String mask) {
        this.mask = mask;
    }

    /**
     * What a masker writes in place of a span. The tokens for e-mail, phone and IP addresses are Dolma's (v1.6), without
     * the spaces that Dolma writes around them; the others are made alike. None has anything that a detector takes.
     */
    public String mask() {
        return mask;
    }

    /** Whether it tells of a person; secrets do not. */
    public boolean isPersonal() {
        return this != SECRET;
    }
}
