package dev.tamis.shards.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The media of a shard, sorted by sequence and place as the file must be. Immutable. */
final class MediaTable {

    static final MediaTable EMPTY = new MediaTable(List.of());

    /** Bounds what a file from elsewhere can make a reader hold. */
    private static final long MOST_BYTES = 512L << 20;

    private final List<MediaReference> references;

    private MediaTable(List<MediaReference> references) {
        this.references = references;
    }

    /**
     * Reads a file.
     *
     * @param firstSequence of the shard
     * @throws IOException if a line is no reference, lies outside of the shard or its sequence, or is out of order
     */
    static MediaTable open(Path file, long firstSequence, long sequences, int sequenceLength) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " has " + Files.size(file) + " bytes (at most " + MOST_BYTES + ")");
        }
        List<MediaReference> references = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                MappingIterator<JsonNode> lines =
                        new JsonMapper().readerFor(JsonNode.class).readValues(in)) {
            long lastSequence = -1;
            int end = 0;
            while (lines.hasNextValue()) {
                String where = file + ": line " + (references.size() + 1) + ": ";
                MediaReference reference = MediaReference.of(lines.nextValue());
                long sequence = reference.sequence();
                if (sequence < firstSequence || sequence >= firstSequence + sequences) {
                    throw new IOException(where + "sequence " + sequence + " is outside of the shard's " + firstSequence
                            + " to " + (firstSequence + sequences));
                }
                end = sequence == lastSequence ? end : 0;
                if (sequence < lastSequence
                        || reference.start() < end
                        || reference.length() < 1
                        || reference.length() > sequenceLength - reference.start()) {
                    throw new IOException(where + "tokens " + reference.start() + " to "
                            + ((long) reference.start() + reference.length()) + " of sequence " + sequence
                            + " are out of order, or outside of its " + sequenceLength);
                }
                if (reference.first() < 0 || reference.length() > (long) reference.of() - reference.first()) {
                    throw new IOException(where + "placeholders " + reference.first() + " to "
                            + ((long) reference.first() + reference.length()) + " are none of the medium's "
                            + reference.of());
                }
                if (reference.shard().isEmpty() || reference.width() < 1 || reference.height() < 1) {
                    throw new IOException(where + "shard must have a name, and width and height be at least 1");
                }
                if (reference.offset() < 0 || reference.bytes() < 0) {
                    throw new IOException(where + "offset and bytes must be whole numbers >= 0");
                }
                lastSequence = sequence;
                end = reference.start() + reference.length();
                references.add(reference);
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ": line " + (references.size() + 1) + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new MediaTable(List.copyOf(references));
    }

    boolean isEmpty() {
        return references.isEmpty();
    }

    /** Those of one sequence, by place. */
    List<MediaReference> of(long sequence) {
        int from = firstAtOrAfter(sequence);
        int end = from;
        while (end < references.size() && references.get(end).sequence() == sequence) {
            end++;
        }
        return references.subList(from, end);
    }

    private int firstAtOrAfter(long sequence) {
        int low = 0;
        int high = references.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (references.get(middle).sequence() < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
