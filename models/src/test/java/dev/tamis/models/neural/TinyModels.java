package dev.tamis.models.neural;

import dev.tamis.models.ModelFile;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Models small enough to be written by a test and to be worked out by hand. */
final class TinyModels {
    private TinyModels() {}

    /** Words by id; a word is a token, and there are no special ones but the padding's. */
    static final List<String> WORDS = List.of("[PAD]", "[UNK]", "good", "bad", "dull", "fine");

    /** The vector of each word: good things first, bad ones second. */
    static final float[] VECTORS = {9, 9, 0, 0, 2, 0, 0, 2, 1, 1, 1, 0};

    /** From a mean of vectors to outputs: the first, minus the second, and a half of both. */
    static final float[] WEIGHTS = {1, 0, 0.5f, 0, -1, 0.5f};

    static ModelSource source(Path folder, String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, bytes);
        return new ModelFile(file);
    }

    static ModelSource tokenizer(Path folder) throws IOException {
        StringBuilder vocabulary = new StringBuilder();
        for (int i = 0; i < WORDS.size(); i++) {
            vocabulary
                    .append(i == 0 ? "" : ",")
                    .append('"')
                    .append(WORDS.get(i))
                    .append("\":")
                    .append(i);
        }
        // With a truncation and a padding of its own, which are not to be followed.
        String json = """
            {"version":"1.0",
             "truncation":{"direction":"Right","max_length":2,"strategy":"LongestFirst","stride":0},
             "padding":{"strategy":{"Fixed":9},"direction":"Right","pad_to_multiple_of":null,"pad_id":0,
                        "pad_type_id":0,"pad_token":"[PAD]"},
             "added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"Whitespace"},"post_processor":null,
             "decoder":null,"model":{"type":"WordLevel","vocab":{%s},"unk_token":"[UNK]"}}
            """.formatted(vocabulary);
        return source(folder, "tokenizer.json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** What the mean of the words' vectors gives: {@code outputs} numbers, or the vectors of words for 0. */
    static Protobuf graph(int outputs, boolean softmax) {
        Protobuf graph = new Protobuf();
        graph.message(1, Protobuf.node("Gather", "vectors", "table", "input_ids"));
        graph.message(1, Protobuf.node("Cast", "mask", "attention_mask").attribute("to", 1));
        if (outputs > 0) {
            graph.message(1, Protobuf.node("Unsqueeze", "mask3", "mask", "two"));
            graph.message(1, Protobuf.node("Mul", "masked", "vectors", "mask3"));
            graph.message(1, Protobuf.node("ReduceSum", "sum", "masked", "one").attribute("keepdims", 0));
            graph.message(1, Protobuf.node("ReduceSum", "count", "mask", "one").attribute("keepdims", 1));
            graph.message(1, Protobuf.node("Div", "mean", "sum", "count"));
            graph.message(1, Protobuf.node("MatMul", "logits", "mean", "weights"));
            if (softmax) {
                graph.message(1, Protobuf.node("Softmax", "shares", "logits").attribute("axis", -1));
            }
        }
        graph.text(2, "tiny");
        graph.message(5, Protobuf.tensor("table", VECTORS, WORDS.size(), 2));
        if (outputs > 0) {
            float[] weights = new float[2 * outputs];
            for (int i = 0; i < outputs; i++) {
                weights[i] = WEIGHTS[i];
                weights[outputs + i] = WEIGHTS[3 + i];
            }
            graph.message(5, Protobuf.tensor("weights", weights, 2, outputs));
            graph.message(5, Protobuf.tensor("one", 1));
            graph.message(5, Protobuf.tensor("two", 2));
        }
        graph.message(11, Protobuf.value("input_ids", 7, "texts", "tokens"));
        graph.message(11, Protobuf.value("attention_mask", 7, "texts", "tokens"));
        graph.message(
                12,
                outputs == 0
                        ? Protobuf.value("vectors", 1, "texts", "tokens", "2")
                        : Protobuf.value(softmax ? "shares" : "logits", 1, "texts", Integer.toString(outputs)));
        return graph;
    }

    static NeuralModel open(Path folder, int outputs, SettingsBuilder builder) throws IOException {
        NeuralSettings settings = builder.build();
        byte[] bytes = Protobuf.model(graph(outputs, settings.probabilities())).toBytes();
        return NeuralModel.open(Format.ONNX, source(folder, "tiny.onnx", bytes), tokenizer(folder), settings);
    }

    /** A TorchScript archive whose two outputs are the sum of the ids that are no padding, and minus that. */
    static byte[] torchScript(Map<String, byte[]> replaced) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(
                "tiny/data.pkl",
                latin("\u0080\u0002c__torch__\nTiny\nq\u0000)\u0081}(X\u0008\u0000\u0000\u0000" + "training\u0089ub."));
        entries.put("tiny/code/__torch__.py", latin("""
            class Tiny(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Tiny,
                input_ids: Tensor,
                attention_mask: Tensor) -> Tensor:
                a = torch.mul(input_ids, attention_mask)
                b = torch.sum(torch.to(a, 6), [1], True)
                return torch.cat([b, torch.neg(b)], 1)
            """));
        entries.put("tiny/constants.pkl", latin("\u0080\u0002)."));
        entries.put("tiny/version", latin("3\n"));
        replaced.forEach((name, bytes) -> {
            if (bytes == null) {
                entries.remove(name);
            } else {
                entries.put(name, bytes);
            }
        });
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
            for (Map.Entry<String, byte[]> one : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(one.getKey());
                CRC32 crc = new CRC32();
                crc.update(one.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(one.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(one.getValue());
                zip.closeEntry();
            }
        }
        return zipped.toByteArray();
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static List<ScoredText> texts(String... texts) {
        List<ScoredText> list = new ArrayList<>();
        for (String text : texts) {
            list.add(new ScoredText(text.getBytes(StandardCharsets.UTF_8), null));
        }
        return list;
    }

    static Scores score(NeuralModel model, String... texts) throws IOException {
        Scores scores = new Scores(model.columns().size());
        scores.reset(texts.length);
        try (TextScorer scorer = model.scorer()) {
            scorer.score(texts(texts), scores);
        }
        return scores;
    }
}
