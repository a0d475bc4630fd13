package dev.tamis.filters.record;

/** Why a unit was set aside before any rule could judge it. The id is what tables, logs and reports show. */
public enum Reason {
    // Quarantined: the bytes are damaged, too large, or a parser failed on them.
    GZIP_HEADER("gzip.header", "no gzip member starts where one must"),
    GZIP_TRUNCATED("gzip.truncated", "a gzip member ends early"),
    GZIP_CORRUPT("gzip.corrupt", "a gzip member's deflate stream, CRC-32 or length is wrong"),
    ZSTD_CORRUPT("zstd.corrupt", "a zstd frame is damaged or ends early"),
    WARC_HEADER("warc.header", "a WARC record header cannot be read"),
    WARC_TRUNCATED("warc.truncated", "a WARC record's block ends before its Content-Length"),
    WARC_TRAILER("warc.trailer", "a WARC record is not followed by two line ends"),
    WARC_DIGEST("warc.digest", "a WARC block or payload does not match its digest"),
    HTTP_HEADER("http.header", "a captured HTTP header cannot be read"),
    HTTP_ENCODING("http.encoding", "a captured HTTP body does not decode as its headers say"),
    JSON_SYNTAX("json.syntax", "a line is not one JSON object"),
    JSON_FIELD("json.field", "the text field is absent or not a string"),
    PARQUET_CORRUPT("parquet.corrupt", "a Parquet file or row group cannot be read"),
    ARCHIVE_CORRUPT("archive.corrupt", "an archive or one of its entries cannot be read"),
    ARCHIVE_UNSAFE_PATH("archive.unsafe_path", "an archive entry's name leads out of the archive"),
    ARCHIVE_BOMB("archive.bomb", "an archive expands beyond the allowed ratio, size or number of entries"),
    RECORD_TOO_LARGE("record.too_large", "a record is larger than limits.record_bytes"),
    SHARD_UNREADABLE("shard.unreadable", "a shard cannot be opened or read on"),
    TEXT_CHARSET("text.charset", "bytes are not valid in the charset they claim or are found to have"),
    TEXT_LONE_SURROGATE("text.lone_surrogate", "a string holds half of a surrogate pair"),
    TEXT_BINARY("text.binary", "what should be text is binary"),
    HTML_LIMIT("html.limit", "a page exceeds the bounds on depth or size of its tree"),
    DOCUMENT_TIMEOUT("document.timeout", "a document took longer to parse than allowed"),
    DOCUMENT_CRASH("document.crash", "the child process that parsed a document died"),
    DOCUMENT_PARSE("document.parse", "a document's parser failed"),
    DOCUMENT_ENCRYPTED("document.encrypted", "a document needs a password"),
    PARSER_FAILED("parser.failed", "an unexpected failure of a parser"),
    IMAGE_FORMAT("image.format", "the bytes are those of no image format that can be decoded"),
    IMAGE_CORRUPT("image.corrupt", "an image does not decode"),
    IMAGE_TRUNCATED("image.truncated", "an image ends early"),
    IMAGE_TOO_LARGE(
            "image.too_large", "an image has more bytes, pixels, frames or a longer side than limits.media allows"),
    IMAGE_BOMB("image.bomb", "an image expands beyond limits.media.expansion"),
    IMAGE_TIMEOUT("image.timeout", "an image took longer to decode than limits.media.millis"),
    IMAGE_CRASH("image.crash", "the child process that decoded an image died"),
    MEDIA_LISTED("media.listed", "a medium is on a hash list: neither its bytes nor anything of it is kept"),
    MEDIA_REFERENCE("media.reference", "what a row refers to cannot be read"),
    SAMPLE_CORRUPT("sample.corrupt", "a WebDataset sample has a field twice, or its files do not stand together"),

    // Rejected at ingest: whole and readable, but not a document of the wanted kind.
    NOT_A_DOCUMENT("ingest.not_a_document", "a container record that carries no document, such as warcinfo or request"),
    HTTP_STATUS("ingest.http_status", "the captured response is not a success"),
    CONTENT_TYPE("ingest.content_type", "no extractor for this content type"),
    EXCLUDED("ingest.excluded", "left out by the source's include or exclude patterns"),
    EMPTY_TEXT("ingest.empty_text", "no text was left after extraction and cleaning");

    private final String id;
    private final String doc;

    Reason(String id, String doc) {
        this.id = id;
        this.doc = doc;
    }

    public String id() {
        return id;
    }

    /** One line for people: what the reason means. */
    public String doc() {
        return doc;
    }
}
