package dev.tamis.pipeline.interleave;

import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.dedup.Node;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** All that the join found for one part: the slots of its pages, or which of its images stand in pages. */
public final class JoinedPart implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int part;
    private final PageSlots slots;
    private final byte[][] references;
    /** Rows of images that stand in pages, in order. */
    private final long[] used;

    /** @param requests rows that begin with an image's place, in any order */
    JoinedPart(int part, PageSlots slots, List<byte[]> references, LongRows requests) {
        this.part = part;
        this.slots = slots;
        this.references = references.toArray(byte[][]::new);
        long[] rows = new long[requests.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Node.row(requests.get(i, 0));
        }
        this.used = Arrays.stream(rows).sorted().distinct().toArray();
    }

    public int part() {
        return part;
    }

    public PageSlots slots() {
        return slots;
    }

    /** Whether an image of the part stands in some page. */
    public boolean isUsed(long row) {
        return Arrays.binarySearch(used, row) >= 0;
    }

    /** What stands in each slot, by its number; null where nothing does. */
    public ImageReference[] references() throws IOException {
        ImageReference[] bySlot = new ImageReference[slots.pages() == 0 ? 0 : slots.to(slots.pages() - 1)];
        for (byte[] block : references) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(block));
            while (in.available() > 0) {
                ImageReference reference = ImageReference.readFrom(in);
                bySlot[reference.slot()] = reference;
            }
        }
        return bySlot;
    }
}
