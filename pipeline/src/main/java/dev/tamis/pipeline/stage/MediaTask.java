package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.media.KeptMedia;
import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.media.MediaPlace;
import dev.tamis.pipeline.media.MediaSamples;
import dev.tamis.pipeline.media.Medium;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.KeptDocuments;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.MeasuredReader;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import scala.Tuple2;

/** What is done for the media of one part: those that it has are written, and those that its pages name are asked for. */
record MediaTask(
        RunReference reference,
        int part,
        String source,
        boolean isImages,
        String documents,
        String verdicts,
        MeasuredFiles measured,
        String interleave,
        int samples,
        long bytes)
        implements Serializable {
    private static final String ATTEMPT = "samples";

    private static final MessageType NO_TEXT = Tables.project(Tables.DOCUMENTS, "id", MediaList.COLUMN);
    private static final MessageType TEXT = Tables.project(Tables.DOCUMENTS, "id", "text");

    /**
     * A medium that a page names.
     *
     * @param mediumPart part of the document that the medium is
     * @param mediumRow its row there
     * @param part of the page
     * @param row of the page
     * @param index place of the medium among the page's
     */
    record Wanted(int mediumPart, long mediumRow, int part, long row, int index)
            implements Serializable, Comparable<Wanted> {
        @Override
        public int compareTo(Wanted other) {
            int order = Integer.compare(mediumPart, other.mediumPart);
            order = order != 0 ? order : Long.compare(mediumRow, other.mediumRow);
            order = order != 0 ? order : Integer.compare(part, other.part);
            order = order != 0 ? order : Long.compare(row, other.row);
            return order != 0 ? order : Integer.compare(index, other.index);
        }
    }

    /** Where in a page a medium was named. */
    record Asked(int part, long row, int index) implements Serializable, Comparable<Asked> {
        @Override
        public int compareTo(Asked other) {
            int order = Integer.compare(part, other.part);
            order = order != 0 ? order : Long.compare(row, other.row);
            return order != 0 ? order : Integer.compare(index, other.index);
        }
    }

    /**
     * What was written of a part.
     *
     * @param result with the shards, in their order, and a table of the samples that is not committed
     * @param counts samples of each shard
     */
    record Written(TaskResult result, String source, List<Integer> counts) implements Serializable {
        /** The shards in their order; {@code rows} are their samples. */
        List<DataFile> shards() {
            return committed().files().stream().map(WrittenFile::file).toList();
        }

        /** The result without the table, whose rows the places repeat. */
        TaskResult committed() {
            List<WrittenFile> shards = new ArrayList<>();
            for (WrittenFile one : result.files()) {
                DataFile file = one.file();
                if (file.table().equals(MediaStage.SHARDS)) {
                    int samples = counts.get(shards.size());
                    shards.add(new WrittenFile(
                            new DataFile(file.table(), file.part(), file.path(), samples, file.bytes(), file.sha256()),
                            one.attempt()));
                }
            }
            return new TaskResult(result.part(), shards, result.ledger(), result.counts(), result.shards());
        }

        /** Where the table of the samples stands. */
        String samples() {
            return result.files().stream()
                    .filter(one -> one.file().table().equals(ATTEMPT))
                    .findFirst()
                    .orElseThrow()
                    .attempt();
        }
    }

    /** Hears of all media that kept pages of the part name; a part of images has none. */
    void named(Consumer<Wanted> consumer) throws IOException {
        if (isImages || interleave == null) {
            return;
        }
        RunDirectory run = reference.open();
        try (KeptDocuments walk = new KeptDocuments(run, documents, verdicts, Tables.DECONTAMINATION, NO_TEXT);
                KeptMedia media = KeptMedia.of(run, part, false, interleave)) {
            for (KeptDocument kept = walk.next(); kept != null; kept = walk.next()) {
                for (Medium medium : media.of(kept)) {
                    consumer.accept(new Wanted(medium.part(), medium.row(), part, kept.row(), medium.index()));
                }
            }
        }
    }

    /**
     * Writes the media of the part that are kept, or that a page keeps.
     *
     * @param wanted by pages, sorted
     */
    Written write(Iterator<Tuple2<Wanted, Boolean>> wanted) throws IOException {
        RunDirectory run = reference.open();
        TaskOutput output = new TaskOutput(run, MediaStage.NAME, part);
        TableWriter table = output.table(ATTEMPT, "stages/media/samples", Tables.MEDIA_PLACES);
        Ledger.Builder ledger = new Ledger.Builder();
        List<Integer> counts = List.of();
        if (isImages) {
            List<String> names = MediaSamples.measuredNames(measured);
            try (KeptDocuments kept = new KeptDocuments(run, documents, verdicts, Tables.DECONTAMINATION, TEXT);
                    MeasuredReader rows =
                            new MeasuredReader(run, measured, names, MediaSamples.COLUMNS.toArray(String[]::new));
                    MediaBytes read = new MediaBytes(run);
                    MediaSamples to = new MediaSamples(
                            number -> output.file(MediaStage.SHARDS, "media/" + source, number, ".tar"),
                            samples,
                            bytes,
                            names)) {
                KeptDocument next = kept.next();
                long page = nextRow(wanted);
                while (next != null || page >= 0) {
                    boolean own = next != null && (page < 0 || next.row() <= page);
                    long row = own ? next.row() : page;
                    Group document = rows.at(row, verdicts);
                    byte[] caption = own ? next.text() : null;
                    Group place = table.row();
                    place.append("row", row);
                    place.append("index", 0);
                    String outcome = to.add(document, caption, rows.values(), read, place);
                    table.write(place);
                    if (own) {
                        ledger.out();
                        next = kept.next();
                    } else {
                        output.count("of_pages/" + source, 1);
                    }
                    output.count("samples/" + source, 1);
                    output.count("bytes/" + source, place.getLong("bytes", 0));
                    output.count("metadata/" + source + "/" + outcome, 1);
                    while (page >= 0 && page <= row) {
                        page = nextRow(wanted);
                    }
                }
                counts = to.finish();
            }
            output.ledger(source, ledger.build());
        }
        return new Written(output.close(), source, counts);
    }

    private static long nextRow(Iterator<Tuple2<Wanted, Boolean>> wanted) {
        return wanted.hasNext() ? wanted.next()._1().mediumRow() : -1;
    }

    /** The places of the media of one part that pages named, in their order. */
    static Iterator<Tuple2<Asked, MediaPlace>> answers(
            RunReference reference, List<Written> written, Iterator<Tuple2<Wanted, Boolean>> wanted)
            throws IOException {
        if (!wanted.hasNext()) {
            return List.<Tuple2<Asked, MediaPlace>>of().iterator();
        }
        Wanted first = wanted.next()._1();
        Written part = written.get(first.mediumPart());
        RunDirectory run = reference.open();
        TableReader samples =
                new TableReader(run.path(part.samples()), Tables.MEDIA_PLACES, run.conf()).closedWithTask();
        return new Iterator<>() {
            private final List<DataFile> shards = part.shards();
            private Wanted next = first;
            private long row = -1;
            private MediaPlace place;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Tuple2<Asked, MediaPlace> next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                Wanted asked = next;
                try {
                    while (row < asked.mediumRow()) {
                        Group sample = samples.next();
                        if (sample == null) {
                            throw new IOException("row " + asked.mediumRow() + " of part " + asked.mediumPart()
                                    + " was not written, but a page names it");
                        }
                        row = sample.getLong("row", 0);
                        place = placeOf(sample, shards);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                next = wanted.hasNext() ? wanted.next()._1() : null;
                return new Tuple2<>(new Asked(asked.part(), asked.row(), asked.index()), place);
            }
        };
    }

    /** The place of a sample, whose shard is a number until all of it is written. */
    private static MediaPlace placeOf(Group sample, List<DataFile> shards) {
        MediaPlace at = MediaPlace.read(sample);
        return new MediaPlace(
                at.id(),
                shards.get(Integer.parseInt(at.shard())).path(),
                at.offset(),
                at.bytes(),
                at.mime(),
                at.sha256(),
                at.width(),
                at.height());
    }

    /**
     * Writes the places of all media of the part's kept documents.
     *
     * @param answers to what its pages asked for, sorted
     */
    TaskResult places(List<Written> written, Iterator<Tuple2<Asked, MediaPlace>> answers) throws IOException {
        RunDirectory run = reference.open();
        TaskOutput output = new TaskOutput(run, MediaStage.NAME, part);
        TableWriter table = output.table(MediaStage.PLACES, "stages/media/places", Tables.MEDIA_PLACES);
        if (isImages) {
            Written own = written.get(part);
            List<DataFile> shards = own.shards();
            try (KeptDocuments kept = new KeptDocuments(run, documents, verdicts, Tables.DECONTAMINATION, TEXT);
                    TableReader rows = new TableReader(run.path(own.samples()), Tables.MEDIA_PLACES, run.conf())) {
                for (KeptDocument next = kept.next(); next != null; next = kept.next()) {
                    Group sample = rows.next();
                    while (sample != null && sample.getLong("row", 0) < next.row()) {
                        sample = rows.next();
                    }
                    if (sample == null || sample.getLong("row", 0) != next.row()) {
                        throw new IOException("row " + next.row() + " of part " + part + " was kept but not written");
                    }
                    write(table, next.row(), 0, placeOf(sample, shards));
                }
            }
        } else {
            while (answers.hasNext()) {
                Tuple2<Asked, MediaPlace> answer = answers.next();
                write(table, answer._1().row(), answer._1().index(), answer._2());
            }
        }
        return output.close();
    }

    private static void write(TableWriter table, long row, int index, MediaPlace place) throws IOException {
        Group line = table.row();
        line.append("row", row);
        line.append("index", index);
        place.write(line);
        table.write(line);
    }
}
