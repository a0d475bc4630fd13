package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Whether an XML declaration stands, as a whole, within the first 100 characters. StarCoder rejects what has one. */
final class XmlHeader extends CodeSignal {
    private static final int CHARS = 100;
    private static final byte[] DECLARATION = "<?xml version=".getBytes(StandardCharsets.US_ASCII);

    XmlHeader() {
        super(
                "xml_header",
                SignalType.FLAG,
                "True if <?xml version= stands within the first 100 characters, case respected. StarCoder (Li et al. 2023); bigcode-dataset filtering.py.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        byte[] utf8 = view.utf8();
        int end = 0;
        for (int chars = 0; end < view.length() && chars < CHARS; chars++) {
            end += Utf8.lengthAt(utf8, end, view.length());
        }
        boolean found = false;
        for (int at = 0; at + DECLARATION.length <= end && !found; at++) {
            found = utf8[at] == '<'
                    && Arrays.equals(utf8, at, at + DECLARATION.length, DECLARATION, 0, DECLARATION.length);
        }
        out.set(found);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("", false).as(Kind.CODE),
                Example.of("\ufeff<?xml version=\"1.0\"?>", true).as(Kind.CODE),
                Example.of("<?XML version=", false).as(Kind.CODE),
                Example.of("\u00e9".repeat(86) + "<?xml version=", true).as(Kind.CODE),
                Example.of("\u00e9".repeat(87) + "<?xml version=", false).as(Kind.CODE));
    }
}
