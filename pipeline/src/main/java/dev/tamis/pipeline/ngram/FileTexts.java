package dev.tamis.pipeline.ngram;

import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.tokenizer.Lines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The lines of files, on any file system of Hadoop. Files are read in ranges of bytes: a line belongs to the range in which it
 * begins. Those whose name ends in {@code .gz} are unpacked, and read as a whole.
 */
public final class FileTexts implements TrainingTexts {
    private static final long serialVersionUID = 1L;

    private static final long RANGE = 32L << 20;

    private final ArrayList<Range> ranges = new ArrayList<>();
    private final long bytes;

    /** @param to the byte after the range, -1 for the end of a file that is unpacked */
    private record Range(String file, long from, long to) implements Serializable {}

    /** @throws IOException if a file is not there */
    public FileTexts(List<String> files, Configuration conf) throws IOException {
        this(files, conf, RANGE);
    }

    FileTexts(List<String> files, Configuration conf, long range) throws IOException {
        long all = 0;
        for (String file : files) {
            Path path = new Path(file);
            long length = path.getFileSystem(conf).getFileStatus(path).getLen();
            all += length;
            if (file.endsWith(".gz")) {
                ranges.add(new Range(file, 0, -1));
            } else {
                for (long from = 0; from < length; from += range) {
                    ranges.add(new Range(file, from, Math.min(length, from + range)));
                }
            }
        }
        bytes = all;
    }

    @Override
    public int parts() {
        return ranges.size();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Walk open(int part) throws IOException {
        Range range = ranges.get(part);
        Configuration conf = new Configuration();
        HadoopSettings.all().forEach(conf::set);
        Path path = new Path(range.file);
        FileSystem system = path.getFileSystem(conf);
        FSDataInputStream in = system.open(path);
        try {
            return walk(in, range);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static Walk walk(FSDataInputStream in, Range range) throws IOException {
        if (range.to < 0) {
            InputStream unpacked = GzipCompressorInputStream.builder()
                    .setInputStream(new BufferedInputStream(in, 1 << 16))
                    .setDecompressConcatenated(true)
                    .get();
            return new LineWalk(unpacked, Long.MAX_VALUE, false);
        }
        // From the byte before, whose line feed tells that a line begins at the range's first byte.
        long from = Math.max(0, range.from - 1);
        in.seek(from);
        return new LineWalk(in, range.to - from, range.from > 0);
    }

    private static final class LineWalk implements Walk {
        private final InputStream in;
        private final Lines lines;
        private long left;

        /**
         * @param left bytes in which lines may begin
         * @param skip whether the first line is the end of another range's
         */
        LineWalk(InputStream in, long left, boolean skip) throws IOException {
            this.in = in;
            this.left = left;
            lines = new Lines(in);
            if (skip) {
                next();
            }
        }

        @Override
        public boolean next() throws IOException {
            if (left <= 0 || !lines.next()) {
                return false;
            }
            left -= lines.length() + 1L;
            return true;
        }

        @Override
        public byte[] bytes() {
            return lines.bytes();
        }

        @Override
        public int start() {
            return lines.start();
        }

        @Override
        public int length() {
            return lines.length();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
