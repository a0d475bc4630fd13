package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands say, and how they end, where something is wrong. */
final class TokenizerMessagesCommandTest {
    @TempDir
    static Path temp;

    private static Path text;
    private static Path model;

    private record Ended(int exit, String err) {}

    private static Ended tamis(Object... arguments) {
        StringWriter err = new StringWriter();
        CommandLine line = Tamis.commandLine();
        line.setErr(new PrintWriter(err));
        int exit = Tamis.execute(line, texts(List.of(arguments)).toArray(String[]::new));
        return new Ended(exit, err.toString());
    }

    private static List<String> texts(List<?> arguments) {
        List<String> texts = new ArrayList<>(List.of("tokenizer"));
        arguments.forEach(argument -> texts.add(argument.toString()));
        return texts;
    }

    @BeforeAll
    static void train() throws IOException {
        text = Files.writeString(temp.resolve("a.txt"), "the river runs past the bridge\n".repeat(20));
        Ended ended = tamis(
                "train",
                "--input=" + text,
                "--model_prefix=" + temp.resolve("my"),
                "--vocab_size=60",
                "--hard_vocab_limit=false");
        assertEquals(Tamis.DONE, ended.exit(), ended.err());
        model = temp.resolve("my.model");
    }

    @Test
    void aFailedWriteToStandardOutputIsAFailure() throws Exception {
        File full = new File("/dev/full");
        assumeTrue(full.exists());
        for (List<?> arguments : List.of(
                List.of("encode", "--model", model),
                List.of("normalize", "--model", model),
                List.of("eval", "--model", model, "--input", text))) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Tamis.class.getName()));
            command.addAll(texts(arguments));
            Path err = temp.resolve("err.txt");
            int exit = new ProcessBuilder(command)
                    .redirectInput(text.toFile())
                    .redirectOutput(full)
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            String said = Files.readString(err);
            assertEquals(Tamis.FAILED, exit, said);
            assertTrue(said.contains("cannot write to standard output"), said);
        }
    }

    @Test
    void anOptionGivenTwiceIsRefused() {
        Ended ended = tamis("train", "--input=" + text, "--input", text, "--model_prefix=" + temp.resolve("x"));
        assertEquals(Tamis.USAGE, ended.exit());
        assertTrue(ended.err().contains("--input is given twice; separate files by commas"), ended.err());
    }

    @Test
    void messagesNameOptionFileAndReason() throws IOException {
        Path no = temp.resolve("no.txt");
        Path latin1 = Files.write(temp.resolve("latin1.tsv"), "61\t62\t\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Path badRule = Files.writeString(temp.resolve("bad.tsv"), "61\t62\nxyz\n");
        Path empty = Files.writeString(temp.resolve("empty.model"), "");
        Path damaged = Files.write(
                temp.resolve("damaged.model"), new byte[] {10, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7});
        Path large = temp.resolve("large.model");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        String prefix = "--model_prefix=" + temp.resolve("x");
        Object[][] cases = {
            {"no file " + no, "--input", "train", "--input=" + no, prefix},
            {"is a directory", "--input: " + temp, "train", "--input=" + temp, prefix},
            {"no file is named", "--input", "train", "--input=" + text + ",", prefix},
            {"no model file " + no, "keep_pieces_of", "train", "--input=" + text, "--keep_pieces_of=" + no, prefix},
            {"is a directory", "keep_pieces_of", "train", "--input=" + text, "--keep_pieces_of=" + temp, prefix},
            {"bad.tsv, line 2", "xyz", "train", "--input=" + text, "--normalization_rule_tsv=" + badRule, prefix},
            {"no file " + no, "--input", "eval", "--model", model, "--input", no},
            {"no directory " + no, "--json", "eval", "--model", model, "--input", text, "--json", no.resolve("a.json")},
            {"no file " + no, "normalization_rule_tsv", "normalize", "--normalization_rule_tsv", no},
            {"is not UTF-8", latin1.toString(), "normalize", "--normalization_rule_tsv", latin1},
            {"is a directory", "--model: " + temp, "encode", "--model", temp},
            {"the name is empty", "--model", "encode", "--model", ""},
            {"is empty", "--model: " + empty, "encode", "--model", empty},
            {"more than 536870912 bytes", large.toString(), "encode", "--model", large},
            {"more than 536870912 bytes", large.toString(), "eval", "--model", large, "--input", text},
            {"not a SentencePiece model", damaged.toString(), "decode", "--model", damaged},
            {"not a SentencePiece model", damaged + ": ", "diff", model, damaged},
            {"is a directory", "OLD: " + temp, "diff", temp, model},
            {
                "not a SentencePiece model",
                damaged.toString(),
                "eval",
                "--model",
                model,
                "--model",
                damaged,
                "--input",
                text
            },
            {"--master is \"spark\"", "local[N]", "train", "--run=" + no, "--master=spark", prefix},
        };
        for (Object[] wrong : cases) {
            Ended ended = tamis(List.of(wrong).subList(2, wrong.length).toArray());
            String asked = List.of(wrong) + ": " + ended.err();
            assertTrue(ended.exit() == Tamis.FAILED || ended.exit() == Tamis.USAGE, asked);
            assertTrue(ended.err().contains(wrong[0].toString()), asked);
            assertTrue(ended.err().contains(wrong[1].toString()), asked);
            assertFalse(ended.err().contains("setSizeLimit") || ended.err().contains("\tat "), asked);
            assertEquals(1, ended.err().lines().count(), asked);
        }
    }

    @Test
    void anErrorOfTheJvmIsNotTheAnswerNo() {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new Failing());
        line.setErr(new PrintWriter(err));
        assertEquals(Tamis.FAILED, Tamis.execute(line));
        assertTrue(err.toString().contains("TAMIS_HEAP"), err.toString());
        assertEquals(1, err.toString().lines().count());
    }

    @CommandLine.Command(name = "failing")
    private static final class Failing implements Runnable {
        @Override
        public void run() {
            throw new OutOfMemoryError("Java heap space");
        }
    }
}
