package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrainCommandTest {
    @TempDir
    Path folder;

    @Test
    void spmTrainsOwnOptionsTrainOnAFile() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append("the river and the light of number ").append(i).append(" in the window\n");
        }
        Path input = Files.writeString(folder.resolve("a.txt"), text);
        assertEquals(
                Tamis.DONE,
                Tamis.execute(
                        "tokenizer",
                        "train",
                        "--input=" + input,
                        "--model_prefix",
                        folder.resolve("my").toString(),
                        "--vocab_size=60",
                        "--hard_vocab_limit=false"));
        SentencePieceModel model = SentencePieceModel.parse(Files.readAllBytes(folder.resolve("my.model")));
        assertTrue(model.size() > 20, "" + model.size());
        assertTrue(Files.exists(folder.resolve("my.vocab")));
    }

    @Test
    void optionsThatDoNotGoTogetherAreBadUsage() {
        for (String[] arguments : new String[][] {
            {"--input=a", "--model_prefix=x", "--stage=dedup"},
            {"--input=a", "--model_prefix=x", "--sample-by", "language"},
            {"--input=a", "--model_prefix=x", "--sample-by=source"},
            {"--run=r", "--model_prefix=x", "--input-bytes-per-source=-5"},
            {"--run=r", "--model_prefix=x", "--input-bytes-per-source=0"},
            {"--run=r", "--model_prefix=x", "--input=a"},
            {"--run=r", "--model_prefix=x", "--stage=mix"},
            {"--run=r", "--model_prefix=x", "--sample-exponent=0.3", "--weights=a=1"},
            {"--run=r", "--model_prefix=x", "--sample-exponent=2"},
            {"--run=r", "--model_prefix=x", "--sample-by=language"},
            {"--run=r", "--model_prefix=x", "--weights=a=0"},
            {"--run=r", "--model_prefix=x", "--input_format=tsv"},
            {"--input=a"},
        }) {
            String[] all = new String[arguments.length + 2];
            all[0] = "tokenizer";
            all[1] = "train";
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            assertEquals(Tamis.USAGE, Tamis.execute(all), String.join(" ", arguments));
        }
    }

    @Test
    void anNbestListOfABpeModelIsRefusedWithAMessageAndNoStackTrace() throws Exception {
        Path input = Files.writeString(folder.resolve("b.txt"), "the river and the light\n".repeat(200));
        String prefix = folder.resolve("bpe").toString();
        assertEquals(
                Tamis.DONE,
                Tamis.execute(
                        "tokenizer",
                        "train",
                        "--input=" + input,
                        "--model_prefix=" + prefix,
                        "--model_type=bpe",
                        "--vocab_size=30",
                        "--hard_vocab_limit=false"));
        PrintStream realErr = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            assertEquals(
                    Tamis.USAGE,
                    Tamis.execute("tokenizer", "encode", "--model=" + prefix + ".model", "--output_format=nbest_id"));
        } finally {
            System.setErr(realErr);
        }
        assertEquals(
                "output_format nbest_id: the model is of type bpe; n-best lists need a unigram model",
                err.toString(StandardCharsets.UTF_8).strip());
    }
}
