package dev.tamis.pipeline.report;

import dev.tamis.tokenizer.eval.EvalFigures;
import dev.tamis.tokenizer.eval.EvalFigures.GroupFigures;
import dev.tamis.tokenizer.eval.EvalFigures.Measures;
import dev.tamis.tokenizer.eval.EvalFigures.ModelFigures;
import dev.tamis.tokenizer.eval.EvalFigures.ScriptFigures;
import dev.tamis.tokenizer.eval.EvalFigures.ScriptMeasures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of a page that shows how well tokenizers serve each language and script. */
final class TokenizerSection {
    /** Languages in the table and the chart; the others are in the JSON. */
    private static final int LANGUAGES_SHOWN = 20;

    private static final int SCRIPTS_SHOWN = 16;
    /** A script with less than this share of a language's letters is not named beside it. */
    private static final double SCRIPT_SHARE = 0.1;

    private static final int COLOURS = 8;

    private final Html html;
    private final EvalFigures figures;
    private final List<GroupFigures> languages;

    TokenizerSection(Html html, EvalFigures figures) {
        this.html = html;
        this.figures = figures;
        languages = new ArrayList<>(figures.languages());
        languages.sort(Comparator.comparingLong(GroupFigures::bytes).reversed().thenComparing(GroupFigures::language));
    }

    void write() {
        html.raw("<section id=tokenizer>").element("h2", "Tokenizer");
        html.element("p class=note", summary());
        models();
        if (figures.models().size() > 1) {
            key();
        }
        List<GroupFigures> shown = languages.subList(0, Math.min(LANGUAGES_SHOWN, languages.size()));
        html.element("h3", "By language");
        html.element("p class=note", explanation());
        new BytesChart(figures, shown).write(html);
        languages(shown);
        if (languages.size() > shown.size()) {
            html.element(
                    "p class=note",
                    "The " + shown.size() + " languages with most text of " + languages.size()
                            + "; all are in the JSON.");
        }
        scripts();
        html.raw("</section>\n");
    }

    private String summary() {
        StringBuilder text = new StringBuilder();
        text.append(
                figures.models().size() == 1 ? "The model" : figures.models().size() + " models");
        text.append(" on ").append(Html.bytes(figures.total().bytes())).append(" of text: ");
        text.append(Html.count(figures.total().texts())).append(" texts in ");
        text.append(languages.size()).append(languages.size() == 1 ? " language." : " languages.");
        text.append(
                " Unreachable pieces have an id that encoding never gives. Efficiency is the entropy of the tokens");
        text.append(
                " over that of a vocabulary used evenly: Shannon's, and R\u00E9nyi's of order 2.5. Gini is 0 where");
        text.append(
                figures.parallel()
                        ? " every language takes as many tokens"
                        : " a byte of every language costs as many tokens");
        text.append(", and near 1 where one language bears it all.");
        return text.toString();
    }

    private String explanation() {
        StringBuilder text = new StringBuilder();
        text.append("Fertility is tokens a word, or a character (/c) where most letters are of scripts without spaces");
        text.append(" between words. Split words take two tokens or more. Bytes are tokens that spell a character no");
        text.append(" piece holds. ");
        text.append(
                figures.parallel() ? "Parity compares the tokens of parallel lines" : "Premium compares tokens a byte");
        if (figures.reference() != null) {
            text.append(" with ").append(figures.reference());
        }
        text.append(
                figures.parallel()
                        ? ": 2 means that saying the same takes twice the tokens."
                        : "; scripts of two or three bytes a character look cheaper by it than they are.");
        return text.toString();
    }

    private void models() {
        html.raw("<div class=wide><table><thead><tr><th>model<th>type<th class=n>pieces<th class=n>unreachable"
                + "<th class=n>used<th class=n>100 times<th class=n>tokens<th class=n>bytes a token<th class=n>Shannon"
                + "<th class=n>R\u00E9nyi<th class=n>Gini</tr></thead><tbody>");
        for (int i = 0; i < figures.models().size(); i++) {
            ModelFigures model = figures.models().get(i);
            Measures total = figures.total().byModel().get(i);
            html.raw("<tr><th scope=row>").text(model.name()).raw("</th><td>");
            html.text(model.type() + (model.byteFallback() ? ", byte fallback" : ""))
                    .raw("</td>");
            html.number(model.vocabSize()).number(model.unreachable());
            percent(total.vocabularyUsed());
            percent(total.vocabularyUsed100());
            html.number(total.tokens());
            number(total.bytesPerToken(), 2);
            number(total.shannonEfficiency(), 3);
            number(total.renyiEfficiency(), 3);
            number(model.gini(), 3);
            html.raw("</tr>");
        }
        html.raw("</tbody></table></div>");
    }

    private void key() {
        html.raw("<div class=key>");
        for (int i = 0; i < figures.models().size(); i++) {
            html.raw("<span><i class=s" + i % COLOURS + "></i>")
                    .text(figures.models().get(i).name())
                    .raw("</span>");
        }
        html.raw("</div>");
    }

    private void languages(List<GroupFigures> shown) {
        boolean several = figures.models().size() > 1;
        html.raw("<div class=wide><table><thead><tr><th>language<th>scripts" + (several ? "<th>model" : "")
                + "<th class=n>text<th class=n>tokens<th class=n>bytes a token<th class=n>chars a token<th class=n>fertility"
                + "<th class=n>split<th class=n>byte tokens<th class=n>unknown<th class=n>"
                + (figures.parallel() ? "parity" : "premium")
                + (several ? "<th class=n>length" : "") + "</tr></thead><tbody>");
        for (GroupFigures language : shown) {
            for (int i = 0; i < language.byModel().size(); i++) {
                Measures m = language.byModel().get(i);
                html.raw("<tr>").element("td", i > 0 ? "" : language.language());
                html.element("td class=soft", i > 0 ? "" : scripts(language));
                if (several) {
                    html.raw("<td><span class=key><span><i class=s" + i % COLOURS + "></i>")
                            .text(figures.models().get(i).name())
                            .raw("</span></span></td>");
                }
                html.element("td class=n", i > 0 ? "" : Html.bytes(language.bytes()));
                html.number(m.tokens());
                number(m.bytesPerToken(), 2);
                number(m.charsPerToken(), 2);
                html.element("td class=n", text(m.fertility(), 2) + (language.unspaced() ? "/c" : ""));
                percent(language.unspaced() ? null : m.continuedWords());
                percent(m.byteTokens());
                percent(m.unknownTokens());
                number(figures.parallel() ? m.parity() : m.bytePremium(), 2);
                if (several) {
                    number(m.nsl(), 2);
                }
                html.raw("</tr>");
            }
        }
        html.raw("</tbody></table></div>");
        if (several) {
            html.element("p class=note", "Length is tokens against those of " + figures.nslReference() + ".");
        }
    }

    /** The scripts that most of a language's letters are of. */
    static String scripts(GroupFigures group) {
        long letters =
                group.scripts().values().stream().mapToLong(Long::longValue).sum();
        List<Map.Entry<String, Long>> most = new ArrayList<>(group.scripts().entrySet());
        most.removeIf(script -> script.getValue() < SCRIPT_SHARE * letters);
        most.sort(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey));
        return String.join(
                ", ", most.stream().map(script -> name(script.getKey())).toList());
    }

    /** A script's name as people write it. */
    private static String name(String script) {
        String spaced = script.replace('_', ' ');
        return script.equals("han") ? "Han and kana" : Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
    }

    private void scripts() {
        List<ScriptFigures> shown = figures.scripts()
                .subList(0, Math.min(SCRIPTS_SHOWN, figures.scripts().size()));
        boolean several = figures.models().size() > 1;
        html.element("h3", "By script");
        html.element(
                "p class=note",
                "Whatever language a text is said to be in, each letter counts for its own script. The bar shows how many"
                        + " of a script's letters are in pieces, and how many no piece holds: they are spelled in bytes, or unknown.");
        html.raw(
                "<div class=key><span><i class=kept></i>in pieces</span><span><i class=rejected></i>in no piece</span></div>");
        html.raw(
                "<div class=wide><table><thead><tr><th>script<th class=n>letters" + (several ? "<th>model" : "")
                        + "<th class=n>tokens<th class=n>letters a token<th class=n>in no piece<th>letters</tr></thead><tbody>");
        for (ScriptFigures script : shown) {
            for (int i = 0; i < script.byModel().size(); i++) {
                ScriptMeasures m = script.byModel().get(i);
                html.raw("<tr>").element("td", i > 0 ? "" : name(script.script()));
                html.element("td class=n", i > 0 ? "" : Html.count(script.chars()));
                if (several) {
                    html.element("td", figures.models().get(i).name());
                }
                html.number(m.tokens());
                number(m.charsPerToken(), 2);
                percent(m.charsWithoutPiece());
                html.raw("<td class=bar>");
                long without = m.charsWithoutPiece() == null
                        ? 0
                        : Math.min(script.chars(), Math.round(m.charsWithoutPiece() * script.chars()));
                html.track(script.chars(), List.of("kept", "rejected"), List.of(script.chars() - without, without));
                html.raw("</td></tr>");
            }
        }
        html.raw("</tbody></table></div>");
        if (figures.scripts().size() > shown.size()) {
            html.element(
                    "p class=note",
                    "The " + shown.size() + " scripts with most letters of "
                            + figures.scripts().size() + "; all are in the JSON.");
        }
    }

    private void number(Double value, int digits) {
        html.element("td class=n", text(value, digits));
    }

    private void percent(Double share) {
        html.element("td class=n", share == null ? "" : Html.percent(share));
    }

    static String text(Double value, int digits) {
        return value == null ? "" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
