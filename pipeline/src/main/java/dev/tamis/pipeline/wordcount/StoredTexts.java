package dev.tamis.pipeline.wordcount;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.KeptDocuments;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** The texts of a run that are kept after one of its stages, part by part. */
public final class StoredTexts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The stages after which texts can be taken, in their order. */
    public static final List<String> STAGES =
            List.of("annotate", "decide", "dedup", "interleave", "passages", "decontaminate");

    private static final MessageType PROJECTION = Tables.project(Tables.DOCUMENTS, "id", "text", "signals.lang");

    private final RunReference run;
    private final String stage;
    private final ArrayList<String> sources;
    private final ArrayList<String> documents;
    private final ArrayList<String> verdicts;
    private final TreeMap<String, Long> kept = new TreeMap<>();
    private final TreeMap<String, Long> chars = new TreeMap<>();
    private final TreeSet<String> languages = new TreeSet<>();

    private StoredTexts(RunReference run, Manifest annotate, Manifest stage) throws IOException {
        this.run = run;
        this.stage = stage.stage();
        sources = new ArrayList<>(Parts.sources(annotate));
        documents = new ArrayList<>(annotate.pathsByPart("documents"));
        verdicts = new ArrayList<>();
        switch (stage.stage()) {
            case "annotate" -> {}
            case "decide" -> verdicts.addAll(stage.pathsByPart("decisions"));
            case "dedup", "interleave", "passages" -> verdicts.addAll(stage.pathsByPart(stage.stage()));
            case "decontaminate" -> verdicts.addAll(stage.pathsByPart("decontamination"));
            default -> throw new IllegalArgumentException("no texts can be taken after stage " + stage.stage());
        }
        stage.ledger().forEach((source, ledger) -> kept.put(source, ledger.out()));
        annotate.shards().forEach(shard -> chars.merge(shard.source(), shard.chars(), Long::sum));
        run.open()
                .manifest("decide")
                .ifPresent(decide -> decide.counts("language/").keySet().stream()
                        .map(name -> name.split("/", -1))
                        .filter(name -> name[name.length - 1].equals(this.stage.equals("annotate") ? "in" : "kept"))
                        .forEach(name -> languages.add(name[1])));
    }

    /**
     * The texts that a stage kept.
     *
     * @param annotate the manifest that has the documents
     * @param stage that of one of the {@link #STAGES}, made from these documents
     */
    public static StoredTexts of(RunReference run, Manifest annotate, Manifest stage) throws IOException {
        return new StoredTexts(run, annotate, stage);
    }

    /**
     * The texts that a stage of a finished or unfinished run kept.
     *
     * @param stage one of the {@link #STAGES}, or null for the last of them that is committed
     * @throws IOException where the stage is not committed, or was made from another state of the stages before it
     */
    public static StoredTexts of(RunDirectory run, String stage) throws IOException {
        Manifest annotate = run.required("annotate");
        Manifest last = annotate;
        if (stage != null) {
            last = run.required(stage);
        } else {
            for (String name : STAGES) {
                last = run.manifest(name).orElse(last);
            }
        }
        checkFits(run, last);
        return new StoredTexts(new RunReference(run.root().toString(), run.conf()), annotate, last);
    }

    /** Refuses a stage that was made from another state of a stage before it. */
    private static void checkFits(RunDirectory run, Manifest stage) throws IOException {
        for (var input : stage.inputs().entrySet()) {
            Manifest made = run.required(input.getKey());
            if (!made.fingerprint().equals(input.getValue())) {
                throw new IOException(run + " has a stage \"" + stage.stage() + "\" that is older than its \""
                        + made.stage() + "\"; bring it up to date with `tamis run`");
            }
            checkFits(run, made);
        }
    }

    /** The stage that kept them. */
    public String stage() {
        return stage;
    }

    /** Number of parts; parts are the same however many machines there are. */
    public int parts() {
        return documents.size();
    }

    public String source(int part) {
        return sources.get(part);
    }

    /** Number of texts kept, by source; a source without any may be left out. */
    public SortedMap<String, Long> kept() {
        return new TreeMap<>(kept);
    }

    /** UTF-16 units of all texts of a source, whether kept or not. */
    public long chars(String source) {
        return chars.getOrDefault(source, 0L);
    }

    /** The languages that texts may be of, where rules were decided on; a later stage may have left none of some. */
    public SortedSet<String> languages() {
        return new TreeSet<>(languages);
    }

    /** A walk over the texts of one part, in the order of its shards. */
    public final class Walk implements Closeable {
        private final TableReader all;
        private final TableReader decisions;
        private final KeptDocuments keptDocuments;
        private final String verdictsPath;
        private String id;
        private byte[] text;
        private Group document;

        private Walk(int part) throws IOException {
            RunDirectory directory = run.open();
            verdictsPath = verdicts.isEmpty() ? null : verdicts.get(part);
            if (verdicts.isEmpty() || stage.equals("decide")) {
                keptDocuments = null;
                all = new TableReader(directory.path(documents.get(part)), PROJECTION, directory.conf())
                        .closedWithTask();
                decisions = verdicts.isEmpty()
                        ? null
                        : new TableReader(
                                        directory.path(verdictsPath),
                                        Tables.project(Tables.DECISIONS, "row", "rejected_by"),
                                        directory.conf())
                                .closedWithTask();
            } else {
                all = null;
                decisions = null;
                MessageType schema = switch (stage) {
                    case "dedup" -> Tables.DEDUP;
                    case "interleave" -> Tables.INTERLEAVE;
                    case "passages" -> Tables.PASSAGES;
                    default -> Tables.DECONTAMINATION;
                };
                keptDocuments = new KeptDocuments(directory, documents.get(part), verdictsPath, schema, PROJECTION);
            }
        }

        /** Goes to the next text; false after the last. */
        public boolean next() throws IOException {
            if (keptDocuments != null) {
                KeptDocument found = keptDocuments.next();
                if (found == null) {
                    return false;
                }
                document = found.document();
                text = found.text();
            } else {
                document = decisions == null ? all.next() : nextKept();
                if (document == null) {
                    return false;
                }
                text = MediaMarks.without(document.getBinary("text", 0).getBytes());
            }
            id = document.getString("id", 0);
            return true;
        }

        private Group nextKept() throws IOException {
            Group decision = decisions.next();
            while (decision != null && decision.getGroup("rejected_by", 0).getFieldRepetitionCount(0) > 0) {
                decision = decisions.next();
            }
            return decision == null ? null : all.at(decision.getLong("row", 0), verdictsPath);
        }

        public String id() {
            return id;
        }

        /** In UTF-8, without the marks of media. */
        public byte[] text() {
            return text;
        }

        /** The language that was found, {@code und} where none was. */
        public String language() {
            return StoredTexts.language(document);
        }

        @Override
        public void close() throws IOException {
            if (keptDocuments != null) {
                keptDocuments.close();
                return;
            }
            try (all) {
                if (decisions != null) {
                    decisions.close();
                }
            }
        }
    }

    /** The language that was found of a document, by its signals, or {@code und}. */
    public static String language(Group document) {
        String language = TableReader.string(document.getGroup("signals", 0), "lang");
        return language == null ? Guess.UNDETERMINED.language() : language;
    }

    /** Opens a part. */
    public Walk walk(int part) throws IOException {
        return new Walk(part);
    }
}
