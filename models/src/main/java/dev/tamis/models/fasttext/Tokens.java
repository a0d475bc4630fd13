package dev.tamis.models.fasttext;

/** Takes the tokens of a line, in their order. */
interface Tokens {

    /** A word of the dictionary. */
    void word(int word, int hash);

    /** A word that the dictionary does not have. */
    void unknownWord(byte[] utf8, int start, int end, int hash);

    /** The end of the line; the word is -1 where the dictionary does not have it. */
    void end(int word, int hash);

    /** A label of the dictionary, numbered from 0. */
    void label(int label);

    /** A word that looks like a label and is none of the dictionary's. */
    void unknownLabel();
}
