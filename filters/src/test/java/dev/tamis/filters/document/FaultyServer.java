package dev.tamis.filters.document;

import dev.tamis.filters.record.ExtractedText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A child process that does to its documents what their names say. */
final class FaultyServer {
    private FaultyServer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        DocumentServer.serve(() -> FaultyServer::parse);
    }

    private static ExtractedText parse(byte[] content, String name, String type) {
        switch (name) {
            case "hang" -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }
            case "exit" -> Runtime.getRuntime().halt(139);
            case "memory" -> {
                List<byte[]> hoard = new ArrayList<>();
                while (!hoard.contains(content)) {
                    hoard.add(new byte[1 << 20]);
                }
            }
            case "stack" -> {
                return new ExtractedText(Integer.toString(deep(1)), Map.of());
            }
            case "prints" -> {
                System.out.println("this must not reach the protocol");
                System.err.println("x".repeat(10_000_000));
            }
            case "garbage" -> {
                PrintStream raw =
                        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
                raw.println("no frame at all");
            }
            case "lies" -> {
                try (FileOutputStream raw = new FileOutputStream(FileDescriptor.out)) {
                    // A text frame that claims two gigabytes.
                    raw.write(new byte[] {0x54, 0x41, 0x4D, 0x54, 0x7F, 0x7F, 0x7F, 0x7F});
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            case "environment" -> {
                return new ExtractedText(String.join(" ", System.getenv().keySet()), Map.of());
            }
            default -> {}
        }
        return new ExtractedText(new String(content, StandardCharsets.UTF_8), Map.of("name", name));
    }

    private static int deep(int n) {
        return n == 0 ? 0 : 1 + deep(n + 1);
    }
}
