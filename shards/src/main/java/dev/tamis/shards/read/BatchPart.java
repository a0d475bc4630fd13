package dev.tamis.shards.read;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What one worker read of one global batch, as checksums: of its rows, in order. Worker r of R has the sequences j of
 * the batch with {@code j % R == r}. Each worker logs its part; {@link #join} makes them a batch again.
 *
 * @param step of the batch
 * @param rank r
 * @param workers R
 * @param checksums CRC-32C of each row's stored tokens
 */
public record BatchPart(long step, int rank, int workers, int[] checksums) {

    /** @throws IllegalArgumentException if the rank is none of the workers' */
    public BatchPart {
        if (step < 0 || workers < 1 || rank < 0 || rank >= workers) {
            throw new IllegalArgumentException("Invalid part: step " + step + ", worker " + rank + " of " + workers);
        }
        checksums = checksums.clone();
    }

    @Override
    public int[] checksums() {
        return checksums.clone();
    }

    /**
     * The checksums of a whole batch, in the order of its sequences.
     *
     * @param parts of all workers, in any order
     * @throws IllegalArgumentException if one is absent or there twice, or they are of different steps
     */
    public static int[] join(List<BatchPart> parts) {
        int workers = parts.isEmpty() ? 0 : parts.get(0).workers;
        if (parts.size() != workers || workers == 0) {
            throw new IllegalArgumentException("Invalid parts: " + parts.size() + " of " + workers + " workers");
        }
        BatchPart[] byRank = new BatchPart[workers];
        int size = 0;
        for (BatchPart part : parts) {
            if (part.workers != workers || part.step != parts.get(0).step) {
                throw new IllegalArgumentException("Invalid parts: step " + part.step + " of " + part.workers
                        + " workers beside step " + parts.get(0).step + " of " + workers);
            }
            if (byRank[part.rank] != null) {
                throw new IllegalArgumentException("Invalid parts: worker " + part.rank + " is there twice");
            }
            byRank[part.rank] = part;
            size += part.checksums.length;
        }
        int[] all = new int[size];
        for (BatchPart part : parts) {
            int rows = (size - part.rank + workers - 1) / workers;
            if (part.checksums.length != rows) {
                throw new IllegalArgumentException("Invalid parts: worker " + part.rank + " has "
                        + part.checksums.length + " rows of a batch of " + size + " (must be " + rows + ")");
            }
            for (int i = 0; i < rows; i++) {
                all[part.rank + i * workers] = part.checksums[i];
            }
        }
        return all;
    }

    /** A line for a log: step, rank, workers and the checksums in hexadecimal, joined by spaces. */
    public String toLine() {
        StringBuilder line = new StringBuilder();
        line.append(step).append(' ').append(rank).append(' ').append(workers).append(' ');
        for (int checksum : checksums) {
            line.append(HexFormat.of().toHexDigits(checksum));
        }
        return line.toString();
    }

    /**
     * Reads what {@link #toLine} wrote.
     *
     * @throws IllegalArgumentException if it is no such line
     */
    public static BatchPart parse(String line) {
        List<String> fields = Arrays.asList(line.split(" ", -1));
        if (fields.size() != 4 || fields.get(3).length() % 8 != 0) {
            throw new IllegalArgumentException(
                    "Invalid part: " + line.substring(0, Math.min(80, line.length())) + " (must be four fields)");
        }
        int[] checksums = new int[fields.get(3).length() / 8];
        for (int i = 0; i < checksums.length; i++) {
            checksums[i] = HexFormat.fromHexDigits(fields.get(3), 8 * i, 8 * i + 8);
        }
        return new BatchPart(
                Long.parseLong(fields.get(0)),
                Integer.parseInt(fields.get(1)),
                Integer.parseInt(fields.get(2)),
                checksums);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchPart part
                && step == part.step
                && rank == part.rank
                && workers == part.workers
                && Arrays.equals(checksums, part.checksums);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(checksums) + Long.hashCode(step) + rank;
    }

    @Override
    public String toString() {
        return toLine();
    }
}
