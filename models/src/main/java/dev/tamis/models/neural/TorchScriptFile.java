package dev.tamis.models.neural;

import dev.tamis.models.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * A TorchScript archive as far as it must be looked at before an engine opens it: a zip with {@code code/}, whose functions
 * libtorch compiles, and pickles of their constants and weights.
 *
 * <p>Python runs what a pickle tells it to call; libtorch does not, and here the pickle is refused anyway if it names
 * anything but tensors, classes of the archive and ordered dictionaries. Of TorchScript's own operators those that write or
 * map files are refused. So are entries of unknown kinds, among them {@code model.json} of 2019's archives, which names by
 * itself what is code. An archive without {@code code/} is what {@code torch.save} writes: a pickle for Python, refused.
 */
final class TorchScriptFile {
    /** Of code and pickles, which stand beside the weights; models with hundreds of layers have a few megabytes of them. */
    private static final int LARGEST = 64 << 20;

    /** Entries that are neither code nor pickles. */
    private static final Set<String> PLAIN = Set.of(
            "version", "byteorder", ".format_version", ".storage_alignment", ".data/version", ".data/serialization_id");

    /** Folders of weights and of what the model's owner adds, which the engine is not asked for. */
    private static final Set<String> PLAIN_FOLDERS =
            Set.of("data/", "constants/", "bytecode/", "traced_inputs/", "extra/");

    /** Reach the disk: {@code aten::save} writes a file, {@code aten::from_file} maps one. */
    private static final Set<String> REFUSED_OPERATORS = Set.of("save", "from_file");

    private TorchScriptFile() {}

    /**
     * Looks at a file.
     *
     * @throws ModelException if it is refused, with the entry and the reason
     */
    static void check(String name, Path file) throws IOException {
        try (ZipDirectory zip = ZipDirectory.open(name, file)) {
            check(name, zip);
        }
    }

    private static void check(String name, ZipDirectory zip) throws IOException {
        boolean data = false;
        boolean code = false;
        boolean constants = false;
        for (ZipDirectory.Entry entry : zip.entries()) {
            String inside = inside(entry.name());
            data |= inside.equals("data.pkl");
            code |= inside.startsWith("code/");
            constants |= inside.equals("constants.pkl");
        }
        if (!data || !code || !constants) {
            throw new ModelException(
                    data
                            ? name + " is a pickle for Python (torch.save), which can carry code: refused;"
                                    + " save the model by torch.jit.trace(...).save(...) or as ONNX"
                            : name + " is no TorchScript archive: it has no data.pkl");
        }
        String top = null;
        int left = LARGEST;
        for (ZipDirectory.Entry entry : zip.entries()) {
            String folder = entry.name().substring(0, entry.name().indexOf('/') + 1);
            if (folder.isEmpty() || (top != null && !folder.equals(top))) {
                throw new ModelException(
                        name + "!" + entry.name() + " is refused: libtorch's archives have one folder for all entries");
            }
            top = folder;
            left -= check(name, zip, entry, left);
        }
    }

    /** Looks at one entry, and gives how many bytes of it were looked at. */
    private static int check(String name, ZipDirectory zip, ZipDirectory.Entry entry, int most) throws IOException {
        String inside = inside(entry.name());
        String place = name + "!" + entry.name();
        boolean pickle = inside.endsWith(".pkl") || inside.endsWith(".debug_pkl");
        if (pickle || (inside.startsWith("code/") && inside.endsWith(".py"))) {
            byte[] bytes = zip.content(entry, most);
            if (pickle) {
                Pickle.check(place, bytes);
            } else {
                code(place, bytes);
            }
            return bytes.length;
        }
        if (!PLAIN.contains(inside) && PLAIN_FOLDERS.stream().noneMatch(inside::startsWith)) {
            throw new ModelException(place + " is refused: it is no entry that torch.jit.save writes");
        }
        return 0;
    }

    /** The name below the archive's folder, in lower case: libtorch finds entries without regard to it. */
    private static String inside(String name) {
        return name.substring(name.indexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses code that names an operator that reaches the disk, as an attribute or in a text for {@code getattr}. Texts are
     * put together and their escapes are read as libtorch does it; what it does not write, such as texts in three quotes, is
     * refused, lest its reading of where a text ends be another.
     */
    private static void code(String place, byte[] bytes) throws ModelException {
        String code = new String(bytes, StandardCharsets.ISO_8859_1);
        StringBuilder text = new StringBuilder();
        boolean afterDot = false;
        int at = 0;
        while (at < code.length()) {
            char c = code.charAt(at);
            if (c == '#' && !code.startsWith("# type:", at)) {
                int end = code.indexOf('\n', at);
                at = end < 0 ? code.length() : end;
            } else if (c == '"' || c == '\'') {
                at = text(place, code, at, text);
                refuse(place, at, text.toString());
                afterDot = false;
            } else if (isWord(c)) {
                int end = at;
                while (end < code.length() && isWord(code.charAt(end))) {
                    end++;
                }
                if (afterDot) {
                    refuse(place, at, code.substring(at, end));
                }
                at = end;
                afterDot = false;
                text.setLength(0);
            } else {
                // Blanks, line ends and their escapes may stand between a dot and a word, or between two texts.
                boolean blank = c <= ' ' || c == '\\';
                afterDot = c == '.' || (afterDot && blank);
                if (!blank) {
                    text.setLength(0);
                }
                at++;
            }
        }
    }

    /** Adds the text that begins at a quote to the one before it, and gives where the code goes on. */
    private static int text(String place, String code, int start, StringBuilder text) throws ModelException {
        char quote = code.charAt(start);
        int at = start + 1;
        while (at < code.length() && code.charAt(at) != quote && code.charAt(at) != '\n') {
            char c = code.charAt(at++);
            if (c == '\\' && at < code.length()) {
                c = code.charAt(at++);
                // Three octal digits; libtorch knows no other numbers.
                if (c >= '0' && c <= '7' && at + 1 < code.length()) {
                    c = (char) (((c - '0') << 6) + ((code.charAt(at) - '0') << 3) + code.charAt(at + 1) - '0');
                    at += 2;
                } else if (c == '\n') {
                    at--;
                    break;
                }
            }
            text.append(c);
        }
        if (at >= code.length() || code.charAt(at) != quote) {
            throw new ModelException(place + " is refused: at byte " + start + ", a text has no end on its line");
        }
        if (at == start + 1 && at + 1 < code.length() && code.charAt(at + 1) == quote) {
            throw new ModelException(place + " is refused: at byte " + start + ", a text is in three quotes");
        }
        return at + 1;
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
