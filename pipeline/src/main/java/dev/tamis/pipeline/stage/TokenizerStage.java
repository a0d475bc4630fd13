package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.media.MediaPieces;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.SampleSpec;
import dev.tamis.pipeline.recipe.TokenizerSpec;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.vocabulary.TokenizerTraining;
import dev.tamis.pipeline.wordcount.CountedWords;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.TrainerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Trains a SentencePiece model on the kept text, or takes the one that the recipe names. */
final class TokenizerStage implements Stage {
    static final String NAME = "tokenizer";
    static final String MODEL = "tokenizer/tokenizer.model";

    private final Optional<byte[]> given;
    private final Optional<TrainerOptions> options;

    private TokenizerStage(Optional<byte[]> given, Optional<TrainerOptions> options) {
        this.given = given;
        this.options = options;
    }

    /** Reads the model or the rules of normalization that the recipe names, so that bad ones stop the run before its work. */
    static TokenizerStage plan(StagePlanner planner, Recipe recipe) throws IOException {
        if (recipe.tokenizer().isEmpty()) {
            return new TokenizerStage(Optional.empty(), Optional.empty());
        }
        TokenizerSpec spec = recipe.tokenizer().get();
        if (spec.model().isPresent()) {
            byte[] file = ModelFiles.read(
                    planner.run(), "tokenizer.model", spec.model().get());
            SentencePieceModel model =
                    ModelFiles.parse(file, "tokenizer.model", spec.model().get());
            if (recipe.fim().isPresent()) {
                TokenizeStage.requireSentinels(recipe.fim().get(), model);
            }
            if (recipe.media().isPresent()) {
                MediaPieces.require(model, recipe.media().get());
            }
            return new TokenizerStage(Optional.of(file), Optional.empty());
        }
        try {
            TrainerOptions options = TrainerOptions.parse(spec.trainerOptions());
            boolean named = options.normalizer()
                    .text(NormalizerField.NORMALIZATION_RULE_TSV)
                    .isEmpty();
            return new TokenizerStage(Optional.empty(), Optional.of(named ? options : options.compiled()));
        } catch (UncheckedIOException e) {
            throw new IOException("tokenizer." + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return List.of(AnnotateStage.NAME, DecontaminateStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        // What the named files hold, as it may change while their names stay: a model, rules, pieces to keep.
        byte[] rules = options.map(TrainerOptions::rules).orElse(new byte[0]);
        return Digests.sha256(
                recipe.part("tokenizer"),
                Digests.sha256(given.orElse(new byte[0])),
                Digests.sha256(rules),
                options.map(TrainerOptions::toMap).map(Object::toString).orElse(""));
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.tokenizer().isPresent();
    }

    @Override
    public void run(StageContext context) throws IOException {
        TokenizerSpec spec = context.recipe().tokenizer().orElseThrow();
        TokenizerTraining.Trained trained;
        byte[] file;
        if (given.isPresent()) {
            file = given.get();
            SentencePieceModel model =
                    ModelFiles.parse(file, "tokenizer.model", spec.model().orElseThrow());
            trained = new TokenizerTraining.Trained(
                    model, new TreeMap<>(Map.of("vocab_size", (long) model.size())), List.of());
        } else {
            StoredTexts texts = StoredTexts.of(
                    context.reference(), context.input(AnnotateStage.NAME), context.input(DecontaminateStage.NAME));
            trained = TokenizerTraining.train(
                    context.spark(),
                    texts,
                    new CountedWords.Request(
                            options.orElseThrow(),
                            spec.inputBytesPerSource(),
                            spec.sample().orElse(null)),
                    line -> context.progress().note(line));
            file = trained.model().serialize();
        }
        String by =
                spec.sample().map(SampleSpec::by).orElse(SampleSpec.By.SOURCE).id();
        List<DataFile> files = List.of(
                context.place("model", MODEL, file),
                context.place(
                        "vocab",
                        "tokenizer/tokenizer.vocab",
                        trained.model().vocab().getBytes(StandardCharsets.UTF_8)),
                context.place("report", "tokenizer/report.json", SealedJson.plain(trained.report(by))));
        context.commit(0, List.of(), files, trained.figures());
    }
}
