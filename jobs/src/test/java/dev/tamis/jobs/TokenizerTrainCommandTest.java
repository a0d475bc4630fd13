package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.model.SentencePieceModel;
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
}
