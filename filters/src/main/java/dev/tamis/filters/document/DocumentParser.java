package dev.tamis.filters.document;

import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;

/** What a child process does with each document it is sent. */
interface DocumentParser {

    /**
     * The text of one document.
     *
     * @param name file name, or empty
     * @param type declared media type, or empty
     */
    ExtractedText parse(byte[] content, String name, String type) throws ExtractionException;
}
