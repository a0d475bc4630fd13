package dev.tamis.models.neural;

import dev.tamis.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A TorchScript archive as far as it must be looked at before an engine opens it: a zip with {@code code/}, whose functions
 * libtorch compiles, and pickles of their constants and weights.
 *
 * <p>Python runs what a pickle tells it to call; libtorch does not, and here the pickle is refused anyway if it names
 * anything but tensors, classes of the archive and ordered dictionaries. Of TorchScript's own operators those that write or
 * map files are refused. An archive without {@code code/} is what {@code torch.save} writes: a pickle for Python, refused.
 */
final class TorchScriptFile {
    /** Code and pickles beside the weights; those of models with hundreds of layers have a few megabytes. */
    private static final int LARGEST_ENTRY = 64 << 20;

    private static final int MOST_ENTRIES = 100_000;

    /** Reach the disk: {@code aten::save} writes a file, {@code aten::from_file} maps one. */
    private static final Set<String> REFUSED_OPERATORS = Set.of("save", "from_file");

    private TorchScriptFile() {}

    /**
     * Looks at a file.
     *
     * @throws ModelException if it is refused, with the entry and the reason
     */
    static void check(String name, Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            check(name, zip);
        } catch (ModelException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException(name + " is no TorchScript archive: " + e.getMessage(), e);
        }
    }

    private static void check(String name, ZipFile zip) throws IOException {
        if (zip.size() > MOST_ENTRIES) {
            throw new ModelException(name + " has " + zip.size() + " entries (limit " + MOST_ENTRIES + ")");
        }
        List<? extends ZipEntry> entries = new ArrayList<>(Collections.list(zip.entries()));
        String data = null;
        boolean code = false;
        boolean constants = false;
        for (ZipEntry entry : entries) {
            String path = entry.getName();
            int slash = path.indexOf('/');
            String inside = path.substring(slash + 1);
            code |= inside.startsWith("code/");
            constants |= inside.equals("constants.pkl");
            if (inside.equals("data.pkl")) {
                data = path;
            }
        }
        if (data == null || !code || !constants) {
            throw new ModelException(
                    data == null
                            ? name + " is no TorchScript archive: it has no data.pkl"
                            : name + " is a pickle for Python (torch.save), which can carry code: refused;"
                                    + " save the model by torch.jit.trace(...).save(...) or as ONNX");
        }
        for (ZipEntry entry : entries) {
            String path = entry.getName();
            if (path.endsWith(".pkl") || path.endsWith(".debug_pkl")) {
                Pickle.check(name + "!" + path, bytes(name, zip, entry));
            } else if (path.contains("/code/") && path.endsWith(".py")) {
                code(name + "!" + path, bytes(name, zip, entry));
            }
        }
    }

    private static byte[] bytes(String name, ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LARGEST_ENTRY + 1);
            if (bytes.length > LARGEST_ENTRY) {
                throw new ModelException(
                        name + "!" + entry.getName() + " has more than " + LARGEST_ENTRY + " bytes: refused");
            }
            return bytes;
        }
    }

    /** Refuses code that names an operator that reaches the disk, as an attribute or in a text for {@code getattr}. */
    private static void code(String place, byte[] bytes) throws ModelException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean afterDot = false;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == '"' || c == '\'') {
                int end = at + 1;
                while (end < text.length() && text.charAt(end) != c) {
                    end += text.charAt(end) == '\\' ? 2 : 1;
                }
                refuse(place, at, text.substring(at + 1, Math.min(end, text.length())));
                at = end + 1;
                afterDot = false;
            } else if (isWord(c)) {
                int end = at;
                while (end < text.length() && isWord(text.charAt(end))) {
                    end++;
                }
                if (afterDot) {
                    refuse(place, at, text.substring(at, end));
                }
                at = end;
                afterDot = false;
            } else {
                // Blanks, line ends and their escapes may stand between a dot and what follows it.
                afterDot = c == '.' || (afterDot && (c <= ' ' || c == '\\'));
                at++;
            }
        }
    }

    private static void refuse(String place, int at, String word) throws ModelException {
        if (REFUSED_OPERATORS.contains(word)) {
            throw new ModelException(place + " is refused: at byte " + at + ", it names the operator " + word
                    + ", which reaches the disk");
        }
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
    }
}
