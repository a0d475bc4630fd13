package dev.tamis.pipeline.stage;

import dev.tamis.filters.dedup.MinHash;
import dev.tamis.filters.dedup.MinHashSettings;
import dev.tamis.filters.dedup.Shingler;
import dev.tamis.filters.dedup.UrlKey;
import dev.tamis.filters.record.Kind;
import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * Computes, for every document that no rule rejected, what dedup compares: the keys of its address and text and, where the
 * recipe asks for MinHash, those of its bands, where it asks for semantic dedup, its embedding. An image has keys of its bytes
 * and pixels and its perceptual hash instead, and none of its caption. With these, this run and later ones find duplicates
 * without reading a text or an image.
 */
final class SignaturesStage implements Stage {
    static final String NAME = "signatures";

    /**
     * Of what signatures say of a text or an address: to be raised when that changes, so that those of earlier runs are not
     * compared with others that mean something else.
     */
    private static final long VERSION = 1;

    /** Bytes of a key. */
    private static final int KEY_BYTES = 16;

    /** The count that says that embeddings are among the signatures. */
    static final String EMBEDDINGS = "with_embeddings";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return model(recipe) == null
                ? List.of(AnnotateStage.NAME, DecideStage.NAME)
                : List.of(AnnotateStage.NAME, ScoreStage.NAME, DecideStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part("signatures");
    }

    /** The model whose embeddings are compared; null where there is none, or the sources bring them. */
    private static String model(Recipe recipe) {
        return recipe.dedup().semantic().map(DedupSpec.Semantic::model).orElse(null);
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> decisions = context.input(DecideStage.NAME).pathsByPart("decisions");
        List<String> sources = Parts.sources(annotate);
        Optional<MinHashSettings> settings = context.recipe().dedup().minhash().map(DedupSpec.MinHash::settings);
        // Optional is not serialisable.
        MinHashSettings minhash = settings.orElse(null);
        boolean semantic = context.recipe().dedup().semantic().isPresent();
        String model = model(context.recipe());
        List<String> scores =
                model == null ? List.of() : context.input(ScoreStage.NAME).pathsByPart(ScoreStage.SCORES);
        List<TaskResult> results = context.parts(annotate.parts())
                .map(part -> task(
                        reference.open(),
                        documents.get(part),
                        decisions.get(part),
                        part,
                        sources.get(part),
                        minhash,
                        semantic ? new Embedded(model == null ? null : scores.get(part), model) : null))
                .collect();
        SortedMap<String, Long> figures = figures(settings);
        if (semantic) {
            figures.put(EMBEDDINGS, 1L);
        }
        context.commit(annotate.parts(), results, List.of(), figures);
    }

    /** What the signatures were made with, as the manifest says it. */
    static SortedMap<String, Long> figures(Optional<MinHashSettings> settings) {
        SortedMap<String, Long> figures = new TreeMap<>();
        figures.put("signature_version", VERSION);
        settings.ifPresent(minhash -> {
            figures.put("minhash_ngram", (long) minhash.ngram());
            figures.put("minhash_bands", (long) minhash.bands());
            figures.put("minhash_rows", (long) minhash.rows());
            figures.put("minhash_seed", minhash.seed());
        });
        return figures;
    }

    /**
     * Where the embeddings of a part are.
     *
     * @param scores path of the scores; null where they are in the documents
     * @param model that gave them; null likewise
     */
    private record Embedded(String scores, String model) implements Serializable {
        TableReader open(RunDirectory run) throws IOException {
            return new TableReader(run.path(scores), Tables.added(Map.of(), List.of(model)), run.conf());
        }
    }

    private static TaskResult task(
            RunDirectory run,
            String documents,
            String decisions,
            int part,
            String source,
            MinHashSettings minhash,
            Embedded embedded)
            throws IOException {
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter table = output.table("signatures", "stages/signatures/signatures", Tables.SIGNATURES);
        Ledger.Builder ledger = new Ledger.Builder();
        List<String> columns = new ArrayList<>(
                List.of("id", "kind", "origin.url", "signals.lang", "media.sha256", "media.pixels", "media.pdq"));
        if (minhash != null) {
            columns.add("text");
        }
        if (embedded != null && embedded.scores == null) {
            columns.add("embedding");
        }
        MessageType projection = Tables.project(Tables.DOCUMENTS, columns.toArray(String[]::new));
        Signature signature = minhash == null ? null : new Signature(minhash);
        long[] urlKey = new long[2];
        try (TableReader decided = new TableReader(
                        run.path(decisions),
                        Tables.project(Tables.DECISIONS, "row", "rejected_by", "text_hash"),
                        run.conf());
                TableReader all = new TableReader(run.path(documents), projection, run.conf());
                TableReader scored = embedded == null || embedded.scores == null ? null : embedded.open(run)) {
            for (Group decision = decided.next(); decision != null; decision = decided.next()) {
                Group document = all.next();
                if (decision.getGroup("rejected_by", 0).getFieldRepetitionCount(0) > 0) {
                    continue;
                }
                Group row = table.row();
                row.append("row", decision.getLong("row", 0));
                row.append("id", document.getString("id", 0));
                String lang = TableReader.string(document.getGroup("signals", 0), "lang");
                if (lang != null) {
                    row.append("lang", lang);
                }
                String url = TableReader.string(document.getGroup("origin", 0), "url");
                if (url != null && UrlKey.of(url, urlKey)) {
                    row.append("url_key", binary(urlKey, 2));
                }
                boolean image = document.getString("kind", 0).equals(Kind.IMAGE.id());
                String hash = image ? null : TableReader.string(decision, "text_hash");
                if (hash != null) {
                    row.append(
                            "text_key",
                            Binary.fromConstantByteArray(HexFormat.of().parseHex(hash)));
                }
                if (image || signature == null) {
                    row.append("shingles", 0);
                } else {
                    byte[] text = document.getBinary("text", 0).getBytes();
                    signature.add(text, row);
                    output.count("text_bytes", text.length);
                }
                if (image) {
                    addImage(document, row);
                } else if (embedded != null) {
                    Group holder = scored == null ? document : scored.at(decision.getLong("row", 0), decisions);
                    String column = scored == null ? "embedding" : embedded.model;
                    if (holder.getFieldRepetitionCount(column) > 0) {
                        row.append("embedding", holder.getBinary(column, 0));
                    }
                }
                table.write(row);
                ledger.out();
            }
        }
        output.ledger(source, ledger.build());
        return output.close();
    }

    /** Adds what is compared of an image: of its one medium. */
    private static void addImage(Group document, Group row) throws IOException {
        if (MediaList.size(document) != 1) {
            throw new IOException("document " + document.getString("id", 0) + " is an image of "
                    + MediaList.size(document) + " media, not one; run `tamis verify`");
        }
        Group image = MediaList.get(document, 0);
        String sha256 = TableReader.string(image, "sha256");
        if (sha256 != null) {
            row.append("media_key", Binary.fromConstantByteArray(HexFormat.of().parseHex(sha256, 0, 2 * KEY_BYTES)));
        }
        if (image.getFieldRepetitionCount("pixels") > 0) {
            byte[] pixels = image.getBinary("pixels", 0).getBytes();
            row.append("pixel_key", Binary.fromConstantByteArray(Arrays.copyOf(pixels, KEY_BYTES)));
        }
        if (image.getFieldRepetitionCount("pdq") > 0) {
            row.append("pdq", image.getBinary("pdq", 0));
        }
    }

    private static Binary binary(long[] numbers, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size * Long.BYTES);
        bytes.asLongBuffer().put(numbers, 0, size);
        return Binary.fromConstantByteArray(bytes.array());
    }

    /** The bands of texts, one after the other. */
    private static final class Signature {
        private final Shingler shingler;
        private final MinHash minhash;
        private final long[] bands;

        Signature(MinHashSettings settings) {
            this.shingler = new Shingler(settings.ngram());
            this.minhash = new MinHash(settings);
            this.bands = new long[settings.bands()];
        }

        void add(byte[] text, Group row) {
            int shingles = shingler.shingle(text, text.length);
            row.append("shingles", shingles);
            if (shingles > 0) {
                minhash.bands(shingler.shingles(), shingles, bands);
                row.append("bands", binary(bands, bands.length));
            }
        }
    }
}
