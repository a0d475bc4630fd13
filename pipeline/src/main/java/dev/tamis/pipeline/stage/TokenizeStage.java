package dev.tamis.pipeline.stage;

import dev.tamis.filters.record.MediaMarks;
import dev.tamis.pipeline.media.KeptMedia;
import dev.tamis.pipeline.media.MediaPieces;
import dev.tamis.pipeline.media.Medium;
import dev.tamis.pipeline.recipe.FimSpec;
import dev.tamis.pipeline.recipe.MediaSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.shards.format.TokenType;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.encode.FillInTheMiddle;
import dev.tamis.tokenizer.encode.FillInTheMiddle.Form;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.broadcast.Broadcast;

/**
 * Encodes every kept document, each followed by the end-of-document token; where the recipe says so, the middle of some is
 * moved to their end first.
 */
final class TokenizeStage implements Stage {
    static final String NAME = "tokenize";

    /** Counts by source, and by source and language: media with placeholders, and their placeholders. */
    static final String MEDIA = "media/";

    static final String MEDIA_TOKENS = "media_tokens/";

    /** Counts by source of media that have no placeholders. */
    static final String MEDIA_LEFT_OUT = "media_left_out/";

    private static final MessageType PROJECTION = Tables.project(Tables.DOCUMENTS, "id", "text", "signals.lang");
    private static final MessageType WITH_MEDIA =
            Tables.project(Tables.DOCUMENTS, "id", "text", "signals.lang", MediaList.COLUMN);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        List<String> inputs =
                new ArrayList<>(List.of(AnnotateStage.NAME, DecontaminateStage.NAME, TokenizerStage.NAME));
        if (recipe.hasPageImages()) {
            inputs.add(InterleaveStage.NAME);
        }
        return inputs;
    }

    @Override
    public String recipePart(Recipe recipe) {
        String appendEod = Boolean.toString(recipe.emit().appendEod());
        // Without fill-in-the-middle the tokens of a document don't depend on the seed.
        String whole = recipe.media().isEmpty() ? appendEod : Digests.sha256(appendEod, recipe.part("media_tokens"));
        return recipe.fim().isEmpty() ? whole : Digests.sha256(whole, recipe.part("fim"), recipe.part("seed"));
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.tokenizer().isPresent();
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        Manifest decontaminate = context.input(DecontaminateStage.NAME);
        List<String> sources = Parts.sources(annotate);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> kept = decontaminate.pathsByPart("decontamination");
        SharedEncoder encoder = new SharedEncoder(context.run().bytes(TokenizerStage.MODEL));
        Broadcast<SharedEncoder> shared = context.spark().broadcast(encoder);
        Recipe recipe = context.recipe();
        boolean appendEod = recipe.emit().appendEod();
        FimSpec fim = recipe.fim().orElse(null);
        MediaSpec media = recipe.media().orElse(null);
        Set<String> images = recipe.imageSources();
        List<String> slots = slots(context);
        long seed = recipe.seed();
        if (fim != null) {
            requireSentinels(fim, encoder.another().model());
        }
        if (media != null) {
            MediaPieces.require(encoder.another().model(), media);
        }
        List<TaskResult> results;
        try {
            results = context.parts(annotate.parts())
                    .map(part -> task(
                            reference.open(),
                            documents.get(part),
                            kept.get(part),
                            part,
                            sources.get(part),
                            images.contains(sources.get(part)),
                            slots.get(part),
                            shared.value().another(),
                            media,
                            fim,
                            seed,
                            appendEod))
                    .collect();
        } finally {
            shared.destroy();
        }
        context.commit(annotate.parts(), results, List.of(), Map.of("vocab_size", (long)
                encoder.another().model().size()));
    }

    /** Of each part the path of the table that says what stands in its pages' slots, or null where no page has any. */
    static List<String> slots(StageContext context) {
        Recipe recipe = context.recipe();
        return recipe.hasPageImages()
                ? context.input(InterleaveStage.NAME).pathsByPart(InterleaveStage.NAME)
                : Collections.nCopies(context.input(AnnotateStage.NAME).parts(), null);
    }

    /**
     * Checks that a model has the pieces that mark the parts of a document.
     *
     * @throws IOException where it lacks one, in the recipe's terms
     */
    static void requireSentinels(FimSpec fim, SentencePieceModel model) throws IOException {
        try {
            FillInTheMiddle.require(model, fim.sentinels());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "fim: " + e.getMessage() + ", or name pieces it has by fim.prefix, fim.middle and fim.suffix", e);
        }
    }

    /** The run's model to broadcast: it travels as its file, and is read once on each executor. */
    private static final class SharedEncoder implements Serializable {
        private static final long serialVersionUID = 1L;

        private final byte[] file;
        private transient Encoder opened;

        SharedEncoder(byte[] file) {
            this.file = file;
        }

        /** The encoder, with scratch for one thread. */
        synchronized Encoder another() {
            if (opened == null) {
                opened = new Encoder(SentencePieceModel.parse(file));
            }
            return opened.another();
        }
    }

    private static TaskResult task(
            RunDirectory run,
            String documents,
            String verdicts,
            int part,
            String source,
            boolean isImages,
            String slots,
            Encoder encoder,
            MediaSpec media,
            FimSpec fim,
            long seed,
            boolean appendEod)
            throws IOException {
        SentencePieceModel model = encoder.model();
        TokenType type = TokenType.forVocabulary(model.size());
        int eod = model.eosId();
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter table = output.table("tokens", "stages/tokenize/tokens", Tables.TOKENS);
        IntArray ids = new IntArray();
        Optional<FillInTheMiddle> transform = Optional.ofNullable(fim)
                .filter(spec -> spec.sources().contains(source))
                .map(spec -> new FillInTheMiddle(encoder, spec.rate(), spec.spmRate(), spec.sentinels()));
        MediaPieces pieces = media == null ? null : new MediaPieces(encoder, media);
        KeptMedia walk = media == null ? null : KeptMedia.of(run, part, isImages, slots);
        MessageType columns = media == null ? PROJECTION : WITH_MEDIA;
        Ledger.Builder ledger = new Ledger.Builder();
        Parts.kept(run, documents, verdicts, Tables.DECONTAMINATION, columns, kept -> {
            byte[] withMedia = kept.textWithMedia();
            byte[] text = MediaMarks.without(withMedia);
            Group document = kept.document();
            String language = StoredTexts.language(document);
            ids.clear();
            Form form = Form.WHOLE;
            List<Medium> own = walk == null ? List.of() : walk.of(kept);
            List<MediaPieces.Span> spans = List.of();
            if (!own.isEmpty()) {
                // A document with media stays in its order: the middle that is moved could be half of what shows an
                // image.
                spans = pieces.encode(withMedia, own, ids);
            }
            if (spans.isEmpty()) {
                ids.clear();
                if (transform.isPresent()) {
                    long key = FillInTheMiddle.key(seed, kept.id());
                    form = transform.get().encode(key, text, 0, text.length, ids);
                } else {
                    encoder.encode(text, 0, text.length, ids);
                }
            }
            if (appendEod && eod >= 0) {
                ids.add(eod);
            }
            Group tokens = table.row();
            tokens.append("row", kept.row());
            tokens.append("id", document.getString("id", 0));
            tokens.append("lang", language);
            tokens.append("count", ids.size());
            if (form != Form.WHOLE) {
                String id = form.name().toLowerCase(Locale.ROOT);
                tokens.append("fim", id);
                output.count("fim/" + source + "/" + id, 1);
            }
            int placeholders = write(spans, tokens.addGroup("media"));
            tokens.append("tokens", Binary.fromConstantByteArray(TokenBytes.of(ids.array(), ids.size(), type)));
            table.write(tokens);
            ledger.out();
            output.count("part_tokens/" + part, ids.size());
            for (String key : List.of(source, source + "/" + language)) {
                output.count("tokens/" + key, ids.size());
                output.count("text_bytes/" + key, text.length);
                if (!own.isEmpty()) {
                    output.count(MEDIA + key, spans.size());
                    output.count(MEDIA_TOKENS + key, placeholders);
                }
            }
            if (own.size() > spans.size()) {
                output.count(MEDIA_LEFT_OUT + source, own.size() - spans.size());
            }
        });
        output.ledger(source, ledger.build());
        return output.close();
    }

    /** Gives the number of placeholders. */
    private static int write(List<MediaPieces.Span> spans, Group media) {
        int placeholders = 0;
        for (MediaPieces.Span span : spans) {
            Group element = media.addGroup("list").addGroup("element");
            element.append("index", span.index());
            element.append("start", span.start());
            element.append("length", span.length());
            placeholders += span.length();
        }
        return placeholders;
    }
}
