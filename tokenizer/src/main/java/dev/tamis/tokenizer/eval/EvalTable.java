package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.eval.EvalFigures.GroupFigures;
import dev.tamis.tokenizer.eval.EvalFigures.Measures;
import dev.tamis.tokenizer.eval.EvalFigures.ModelFigures;
import dev.tamis.tokenizer.eval.EvalFigures.ScriptFigures;
import dev.tamis.tokenizer.eval.EvalFigures.ScriptMeasures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as tables for a terminal: a line for each group and model. */
public final class EvalTable {
    private static final String NONE = "-";

    private EvalTable() {}

    /** Lines end in LF. */
    public static String of(EvalFigures figures) {
        StringBuilder text = new StringBuilder();
        List<List<String>> models = new ArrayList<>();
        models.add(List.of("model", "type", "pieces", "unreachable", "used", "100+", "Shannon", "Renyi 2.5", "Gini"));
        for (int i = 0; i < figures.models().size(); i++) {
            ModelFigures model = figures.models().get(i);
            Measures total = figures.total().byModel().get(i);
            models.add(List.of(
                    model.name(),
                    model.type(),
                    count(model.vocabSize()),
                    count(model.unreachable()),
                    percent(total.vocabularyUsed()),
                    percent(total.vocabularyUsed100()),
                    number(total.shannonEfficiency(), 3),
                    number(total.renyiEfficiency(), 3),
                    number(model.gini(), 3)));
        }
        write(text, models, 2);
        text.append('\n');
        boolean grouped =
                figures.groups().stream().map(GroupFigures::source).distinct().count() > 1;
        if (grouped) {
            groups(text, "group", figures.groups(), figures);
            text.append('\n');
        }
        List<GroupFigures> languages = new ArrayList<>(figures.languages());
        languages.add(figures.total());
        groups(text, "language", languages, figures);
        text.append('\n');
        scripts(text, figures);
        text.append("\n/c: tokens a character, where most letters are of scripts without spaces between words.\n");
        text.append(figures.parallel() ? "parity: tokens on parallel lines" : "premium: tokens a byte");
        if (figures.reference() != null) {
            text.append(", against ").append(figures.reference());
        }
        text.append(". NSL: tokens against ").append(figures.nslReference()).append(".\n");
        return text.toString();
    }

    private static void groups(StringBuilder text, String first, List<GroupFigures> groups, EvalFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                first,
                "model",
                "MB",
                "tokens",
                "B/tok",
                "ch/tok",
                "fertility",
                "split",
                "byte",
                "unk",
                figures.parallel() ? "parity" : "premium",
                "NSL",
                "Renyi",
                "lost"));
        for (GroupFigures group : groups) {
            for (int i = 0; i < group.byModel().size(); i++) {
                Measures m = group.byModel().get(i);
                rows.add(List.of(
                        i > 0 ? "" : name(group),
                        figures.models().get(i).name(),
                        i > 0 ? "" : number(group.bytes() / 1e6, 2),
                        count(m.tokens()),
                        number(m.bytesPerToken(), 2),
                        number(m.charsPerToken(), 2),
                        number(m.fertility(), 2) + (group.unspaced() ? "/c" : "  "),
                        group.unspaced() ? NONE : percent(m.continuedWords()),
                        percent(m.byteTokens()),
                        percent(m.unknownTokens()),
                        number(figures.parallel() ? m.parity() : m.bytePremium(), 2),
                        number(m.nsl(), 2),
                        number(m.renyiEfficiency(), 3),
                        m.roundTripFailures() == null ? NONE : count(m.roundTripFailures())));
            }
        }
        write(text, rows, 2);
    }

    private static String name(GroupFigures group) {
        return group.language() == null
                ? "all"
                : new TextGroup(group.source() == null ? "" : group.source(), group.language()).toString();
    }

    private static void scripts(StringBuilder text, EvalFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("script", "model", "chars", "tokens", "ch/tok", "no piece"));
        for (ScriptFigures script : figures.scripts()) {
            for (int i = 0; i < script.byModel().size(); i++) {
                ScriptMeasures m = script.byModel().get(i);
                rows.add(List.of(
                        i > 0 ? "" : script.script(),
                        figures.models().get(i).name(),
                        i > 0 ? "" : count(script.chars()),
                        count(m.tokens()),
                        number(m.charsPerToken(), 2),
                        percent(m.charsWithoutPiece())));
            }
        }
        write(text, rows, 2);
    }

    /** Columns as wide as their widest cell; the first {@code left} of them start at the left, numbers end at the right. */
    static void write(StringBuilder text, List<List<String>> rows, int left) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(
                        widths[i], row.get(i).codePointCount(0, row.get(i).length()));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                String pad = " ".repeat(widths[i] - cell.codePointCount(0, cell.length()));
                line.append(i == 0 ? "" : "  ").append(i < left ? cell + pad : pad + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String number(Double value, int digits) {
        return value == null ? NONE : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** A share in per cent; what is not quite nothing does not show as nothing. */
    private static String percent(Double share) {
        if (share == null) {
            return NONE;
        }
        double percent = 100 * share;
        return percent > 0 && percent < 0.05 ? "<0.1%" : String.format(Locale.ROOT, "%.1f%%", percent);
    }
}
