package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.run.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The domain of each document of a part, as a number to mix into its keys, so that keys of two domains never meet. */
public final class Domains {
    private final PartDocuments part;
    private final long[] ofLanguage;

    /** The domains of the documents of a part of a source. */
    public Domains(DedupSpec.Scope scope, String source, PartDocuments part) {
        this.part = part;
        String[] languages = part.languageNames();
        this.ofLanguage = new long[languages.length];
        for (int i = 0; i < languages.length; i++) {
            String domain = scope.of(source, languages[i]);
            byte[] digest = Digests.sha256().digest(domain.getBytes(StandardCharsets.UTF_8));
            ofLanguage[i] = ByteBuffer.wrap(digest).getLong();
        }
    }

    public long of(int document) {
        return ofLanguage[part.languageNumber(document)];
    }
}
