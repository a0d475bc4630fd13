package dev.tamis.pipeline.interleave;

import dev.tamis.filters.dedup.UrlKey;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** The slots of the pages of one part that survived dedup, by their addresses: 24 bytes a slot. Pages without slots take no room. */
final class AskedSlots implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final MessageType MEDIA = Tables.project(Tables.DOCUMENTS, "media");
    private static final int SMALL = 16;

    private final int part;
    private int pages;
    private long[] rows = new long[SMALL];
    /** The slot after the last one of each page. */
    private int[] to = new int[SMALL];

    private int slots;
    private long[] keys = new long[2 * SMALL];
    /** The page's first slot of the same address, -1 where the address gives no key. */
    private int[] first = new int[SMALL];

    AskedSlots(int part) {
        this.part = part;
    }

    /** Reads those of a part. */
    static AskedSlots read(RunDirectory run, JoinPart files) throws IOException {
        AskedSlots asked = new AskedSlots(files.part());
        if (!files.pages()) {
            return asked;
        }
        LongRows byKey = new LongRows(3);
        Parts.kept(run, files.documents(), files.dedup(), Tables.DEDUP, MEDIA, kept -> {
            if (MediaList.size(kept.document()) > 0) {
                asked.add(kept.row(), kept.document(), byKey);
            }
        });
        return asked;
    }

    private void add(long row, Group document, LongRows byKey) {
        int count = MediaList.size(document);
        if (pages == rows.length) {
            rows = Arrays.copyOf(rows, 2 * pages);
            to = Arrays.copyOf(to, 2 * pages);
        }
        if (slots + count > first.length) {
            int room = Math.max(slots + count, 2 * first.length);
            first = Arrays.copyOf(first, room);
            keys = Arrays.copyOf(keys, 2 * room);
        }
        byKey.clear();
        long[] key = new long[2];
        for (int i = 0; i < count; i++) {
            int slot = slots + i;
            String url = TableReader.string(MediaList.get(document, i), "url");
            first[slot] = -1;
            if (UrlKey.of(url, key)) {
                keys[2 * slot] = key[0];
                keys[2 * slot + 1] = key[1];
                byKey.add(key[0], key[1], slot);
            }
        }
        byKey.sort(3);
        for (int from = 0; from < byKey.size(); ) {
            int end = byKey.endOfRun(from, 2);
            for (int i = from; i < end; i++) {
                first[(int) byKey.get(i, 2)] = (int) byKey.get(from, 2);
            }
            from = end;
        }
        slots += count;
        rows[pages] = row;
        to[pages++] = slots;
    }

    int part() {
        return part;
    }

    int pages() {
        return pages;
    }

    long row(int page) {
        return rows[page];
    }

    int from(int page) {
        return page == 0 ? 0 : to[page - 1];
    }

    int to(int page) {
        return to[page];
    }

    int slots() {
        return slots;
    }

    int first(int slot) {
        return first[slot];
    }

    long keyHigh(int slot) {
        return keys[2 * slot];
    }

    long keyLow(int slot) {
        return keys[2 * slot + 1];
    }
}
