package dev.tamis.pipeline.recipe;

import dev.tamis.filters.image.ImageView;
import dev.tamis.models.neural.NeuralSettings;
import dev.tamis.models.vision.ImageInput;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The keys of the blocks {@code models} and {@code language}. */
final class ModelKeys {
    static final List<String> TYPES =
            List.of("fasttext", "ngram", "dsir", "onnx", "torchscript", "cascade", "similarity");

    /** The words of an enum as recipes write them. */
    private static List<String> words(Enum<?>... values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The task of a network that finds text in images. */
    static final String TEXT_AREA = "text_area";

    private static final String MODEL = "models.<model>";
    private static final String DIGEST = "SHA-256 of the file, 64 hex digits; `tamis models check FILE` prints it.";

    private ModelKeys() {}

    static List<Key> all() {
        List<Key> keys = new ArrayList<>(ofTexts());
        keys.addAll(ofImages());
        return keys;
    }

    private static List<Key> ofImages() {
        return List.of(
                of("input", KeyType.CHOICE, "onnx: what the model looks at.")
                        .choosing(List.of("text", "image"))
                        .otherwise("text"),
                of(
                                "optional",
                                KeyType.FLAG,
                                "Whether a run may go without it: where its file is not there, its columns are null and the report says so. Else such a recipe is refused.")
                        .otherwise(false),
                Key.block(MODEL + ".image", "Models of images: how an image becomes the model's input."),
                of("image.width", KeyType.WHOLE, "Width of the input.")
                        .between(1, ImageInput.LONGEST_SIDE)
                        .in("pixels")
                        .otherwise(224),
                of("image.height", KeyType.WHOLE, "Height of the input.")
                        .between(1, ImageInput.LONGEST_SIDE)
                        .in("pixels")
                        .otherwise(224),
                of(
                                "image.resize",
                                KeyType.CHOICE,
                                "How pixels are made of others: `bilinear_corners` is TensorFlow's with alignCorners, `bilinear` PyTorch's without antialiasing, `bicubic` Pillow's.")
                        .choosing(words(ImageView.Filter.values()))
                        .otherwise("bicubic"),
                of(
                                "image.fit",
                                KeyType.CHOICE,
                                "What becomes of an image of another shape: it is stretched, covers the input and is cut off evenly, or stands within it at the top left.")
                        .choosing(words(ImageView.Fit.values()))
                        .otherwise("cover"),
                of("image.layout", KeyType.CHOICE, "Whether channels stand first (PyTorch) or last (TensorFlow).")
                        .choosing(words(ImageInput.Layout.values()))
                        .otherwise("nchw"),
                of("image.channels", KeyType.CHOICE, "Order of the channels.")
                        .choosing(words(ImageInput.Channels.values()))
                        .otherwise("rgb"),
                of("image.scale", KeyType.NUMBER, "What bytes are multiplied by; 1/255 when left out.")
                        .otherwise(1.0 / 255),
                of(
                        "image.mean",
                        KeyType.TEXTS,
                        "What is taken off then, a number for each channel or one for all; 0 when left out."),
                of(
                        "image.std",
                        KeyType.TEXTS,
                        "What is divided by then, a number for each channel or one for all; 1 when left out."),
                of("text_file", KeyType.TEXT, "similarity: the ONNX file that embeds captions; `file` embeds images."),
                of("text_sha256", KeyType.TEXT, DIGEST),
                of(
                        "text_output",
                        KeyType.TEXT,
                        "similarity: name of the output of `text_file` that is read; the first when left out."),
                of("side", KeyType.WHOLE, "cascade: the image is shrunk to so many pixels of its longer side.")
                        .between(24, ImageInput.LONGEST_SIDE)
                        .in("pixels")
                        .otherwise(320),
                of("scale_factor", KeyType.NUMBER, "cascade: by how much the window grows from search to search.")
                        .between(1.01, 4)
                        .otherwise(1.1),
                of("neighbors", KeyType.WHOLE, "cascade: hits that have to lie together to count as a face.")
                        .between(0, 1000)
                        .otherwise(3),
                of("min_size", KeyType.WHOLE, "cascade: least side of a face in the shrunk image.")
                        .between(0, ImageInput.LONGEST_SIDE)
                        .in("pixels")
                        .otherwise(0));
    }

    private static List<Key> ofTexts() {
        return List.of(
                Key.block(
                        "language",
                        "The fastText model that tells languages, for `lang`, `lang_score` and what depends on them. Without it, the one that comes with Tamis: see [language.md](language.md)."),
                Key.of("language.use", KeyType.TEXT, "Name of a model in `conf/models.conf`, such as `lid.176`."),
                Key.of("language.file", KeyType.TEXT, "Path of a model."),
                Key.of("language.sha256", KeyType.TEXT, DIGEST),
                Key.block(
                        "models",
                        "Models that score every document, by name: see [models.md](models.md). Their scores are columns that rules, ranks, survivors and splits may use like signals."),
                Key.block(
                        MODEL,
                        "A model under its name, which its columns begin with: lower case letters, digits and `_`."),
                of(
                        "use",
                        KeyType.TEXT,
                        "Name of a model in `conf/models.conf`, which then gives what is not said here."),
                of("type", KeyType.CHOICE, "What it is; needed without `use`.").choosing(TYPES),
                of(
                        "file",
                        KeyType.TEXT,
                        "Path of the model, on any Hadoop filesystem. For dsir, one that an earlier run fitted (its `stages/score/*.dsir`); without it, the run fits one."),
                of("sha256", KeyType.TEXT, DIGEST),
                of(
                        "label",
                        KeyType.TEXT,
                        "The label whose probability becomes the column `<model>`; of fastText's with or without `__label__`. Types fasttext, onnx and torchscript."),
                of(
                        "labels",
                        KeyType.TEXTS,
                        "fasttext: labels whose probabilities become columns `<model>_<label>`; without `label` and `labels`, `<model>_label` and `<model>_score` hold the likeliest label and its probability. onnx, torchscript: the labels of the outputs, in their order."),
                of("newlines", KeyType.CHOICE, "fasttext: what becomes of line ends before the text is scored.")
                        .choosing(List.of("space", "delete", "lines"))
                        .otherwise("space"),
                of(
                        "tokenizer",
                        KeyType.TEXT,
                        "ngram: the SentencePiece model that the texts were trained with; onnx, torchscript, similarity: the `tokenizer.json`."),
                of("tokenizer_sha256", KeyType.TEXT, DIGEST),
                of("normalize", KeyType.CHOICE, "ngram: what is done to a text before it is cut into pieces.")
                        .choosing(List.of("none", "ccnet"))
                        .otherwise("none"),
                Key.block(MODEL + ".languages", "ngram: a model for each language, by the codes that `lang` has."),
                Key.block(MODEL + ".languages.<language>", "The model of one language."),
                of("languages.<language>.file", KeyType.TEXT, "Path of its ARPA file, plain or `.gz`.")
                        .needed(),
                of("languages.<language>.sha256", KeyType.TEXT, DIGEST),
                of("languages.<language>.tokenizer", KeyType.TEXT, "Its SentencePiece model.")
                        .needed(),
                of("languages.<language>.tokenizer_sha256", KeyType.TEXT, DIGEST),
                of(
                        "target",
                        KeyType.TEXTS,
                        "dsir: paths or globs of texts like those that are wanted; a text is a line of a `.txt`, or a record of a `.jsonl` by its field `text`."),
                of("target_sources", KeyType.TEXTS, "dsir: sources of the recipe that are wanted."),
                of("ngrams", KeyType.WHOLE, "dsir: words of the longest n-grams counted.")
                        .between(1, 8)
                        .otherwise(2),
                of("buckets", KeyType.WHOLE, "dsir: buckets that n-grams are hashed to.")
                        .between(2, 1 << 24)
                        .otherwise(10_000),
                of(
                                "task",
                                KeyType.CHOICE,
                                "onnx, torchscript: what the outputs are: scores of which one label holds, of labels that hold each for itself, a number, or an embedding (which `dedup.semantic` can use). Of images also text_area: a map of where text stands, of which the share of the image is taken.")
                        .choosing(List.of("classify", "multilabel", "regress", "embed", TEXT_AREA))
                        .otherwise("classify"),
                of(
                                "max_tokens",
                                KeyType.WHOLE,
                                "onnx, torchscript: tokens of a text that are looked at; the rest is cut off.")
                        .between(3, NeuralSettings.MOST_TOKENS)
                        .in("tokens")
                        .otherwise(512),
                of(
                                "batch_tokens",
                                KeyType.WHOLE,
                                "onnx, torchscript: most tokens that are looked at together, padding included.")
                        .between(1, 1 << 20)
                        .in("tokens")
                        .otherwise(NeuralSettings.BATCH_TOKENS),
                of(
                        "prefix",
                        KeyType.TEXT,
                        "onnx, torchscript: set before every text, as some embedders want it: E5's `query: `."),
                of(
                                "probabilities",
                                KeyType.FLAG,
                                "onnx, torchscript: whether the model itself ends in the softmax or sigmoid, so that its outputs are taken as they are.")
                        .otherwise(false),
                of(
                                "inputs",
                                KeyType.CHOICES,
                                "torchscript: what the model's arguments are, in their order; `input_ids, attention_mask` when left out. An ONNX file names its inputs itself.")
                        .choosing(NeuralSettings.INPUTS),
                of("output", KeyType.TEXT, "onnx: name of the output that is read; the first when left out."),
                of("pooling", KeyType.CHOICE, "onnx, torchscript: how an embedding is made of those of the tokens.")
                        .choosing(List.of("mean", "cls"))
                        .otherwise("mean"));
    }

    private static Key of(String key, KeyType type, String doc) {
        return Key.of(MODEL + "." + key, type, doc);
    }
}
