package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of characters that are alphanumeric for Python, which takes numbers of every kind for such: superscripts, fractions,
 * Roman and circled numbers too.
 */
final class PythonAlnumFraction implements Signal {

    @Override
    public String name() {
        return "python_alnum_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Code points that Python's isalnum takes (general categories L, Nd, Nl, No) / code points; null for an empty text. bigcode-dataset filtering.py; RedPajama-Data rp_v1; Data-Juicer alphanumeric_filter.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.BOOK, Kind.CODE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        long count = (long) view.letters() + view.digits();
        if (!view.isAscii()) {
            count += otherNumbers(view);
        }
        out.setRatio(count, view.codePoints());
    }

    private static long otherNumbers(TextView view) {
        byte[] utf8 = view.utf8();
        long count = 0;
        int at = 0;
        while (at < view.length()) {
            if (utf8[at] >= 0) {
                at++;
                continue;
            }
            int bytes = Utf8.lengthAt(utf8, at, view.length());
            int type = Character.getType(Utf8.codePointAt(utf8, at, bytes));
            count += type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER ? 1 : 0;
            at += bytes;
        }
        return count;
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.CODE),
                Example.of("a1 _", 0.5).as(Kind.CODE),
                Example.of("\u00b2\u00bd\u2163\u0663\u00e9!", 5.0 / 6).as(Kind.CODE));
    }
}
