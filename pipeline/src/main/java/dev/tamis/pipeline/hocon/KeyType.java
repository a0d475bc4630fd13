package dev.tamis.pipeline.hocon;

/** What a value must be; the text is how messages and the documentation call it. */
public enum KeyType {
    TEXT("text"),
    WHOLE("a whole number"),
    NUMBER("a number"),
    /** A number that may end in k, M, B (or G) or T: powers of 1000. */
    COUNT("a number such as 20e6, 20M or 1.5B"),
    /** A size: bytes, or with a unit, where MiB (or M) is 1024 * 1024 and MB is 1000 * 1000. */
    BYTES("a size such as 64MiB"),
    FLAG("true or false"),
    CHOICE("one of"),
    TEXTS("a list of texts"),
    CHOICES("a list of"),
    /** A block with the keys listed below its path. */
    BLOCK("a block { ... }"),
    /** A list of such blocks. */
    BLOCKS("a list of blocks [{ ... }]"),
    /** Read by code of its own. */
    ANY("a value");

    private final String text;

    KeyType(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
