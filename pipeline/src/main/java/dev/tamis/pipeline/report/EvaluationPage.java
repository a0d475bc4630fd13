package dev.tamis.pipeline.report;

import dev.tamis.tokenizer.eval.EvalFigures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An evaluation of tokenizers on a page of its own that opens from disk: no script, no network, light and dark. */
public final class EvaluationPage {
    private EvaluationPage() {}

    /**
     * The page as UTF-8.
     *
     * @param title what was evaluated
     */
    public static byte[] html(String title, EvalFigures figures) throws IOException {
        Html html = new Html();
        html.head("Tamis: " + title);
        html.raw("<body>\n<main>\n").element("h1", title);
        new TokenizerSection(html, figures).write();
        html.raw("</main>\n</body>\n</html>\n");
        return html.toString().getBytes(StandardCharsets.UTF_8);
    }
}
