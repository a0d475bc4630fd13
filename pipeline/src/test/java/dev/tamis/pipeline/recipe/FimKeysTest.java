package dev.tamis.pipeline.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.encode.FillInTheMiddle.Sentinels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FimKeysTest {
    @TempDir
    private Path temp;

    private Recipe load(String fim, String... sets) throws Exception {
        Path file = temp.resolve("recipe.conf");
        Files.writeString(file, """
                output = x
                sources {
                  web { kind = web, format = warc, paths = ["s3a://b/*"] }
                  tools { kind = code, format = files, paths = ["s3a://b/*"] }
                  apps { kind = code, format = files, paths = ["s3a://b/*"] }
                }
                tokenizer { control_symbols = ["<fim_prefix>", "<fim_middle>", "<fim_suffix>", "<m>"] }
                """ + fim);
        return Recipes.load(file, List.of(sets), null, TestSignals.CONTEXT);
    }

    @Test
    void fimIsOffUnlessTheRecipeHasIt() throws Exception {
        assertEquals(Optional.empty(), load("").fim());
        assertEquals(Optional.empty(), load("fim { rate = 0 }").fim());
        assertEquals("null", load("").part("fim"));
    }

    /** A recipe of the web alone that once transformed code needs no more than the 0; without it the reason is given. */
    @Test
    void withARateOfZeroNoSourceNeedsToBeOfKindCode() throws Exception {
        String[] noCode = {"sources.tools.kind=web", "sources.apps.kind=web"};
        assertEquals(Optional.empty(), load("fim { rate = 0 }", noCode).fim());
        assertEquals(
                Optional.empty(),
                load("fim {}", noCode[0], noCode[1], "fim.rate=0").fim());
        var e = assertThrows(RecipeException.class, () -> load("fim { rate = 0.1 }", noCode));
        assertTrue(e.getMessage().contains("no source is of kind code"), e::getMessage);
        var typo = assertThrows(RecipeException.class, () -> load("fim { rate = 0, sources = [tool] }"));
        assertTrue(typo.getMessage().contains("tool"), typo::getMessage);
    }

    @Test
    void halfOfTheDocumentsOfKindCodeAreTransformedByDefault() throws Exception {
        assertEquals(
                new FimSpec(0.5, 0.5, List.of("apps", "tools"), Sentinels.DEFAULT),
                load("fim {}").fim().orElseThrow());
    }

    @Test
    void everyKeyArrivesAndTheCanonicalFormIsTheSameRecipe() throws Exception {
        Recipe recipe = load("fim { rate = 0.9, spm_rate = 0.1, sources = [web, tools], middle = \"<m>\" }");
        assertEquals(
                new FimSpec(0.9, 0.1, List.of("tools", "web"), new Sentinels("<fim_prefix>", "<m>", "<fim_suffix>")),
                recipe.fim().orElseThrow());
        Path again = temp.resolve("again.conf");
        Files.writeString(again, recipe.canonicalJson());
        assertEquals(
                recipe.fim(),
                Recipes.load(again, List.of(), null, TestSignals.CONTEXT).fim());
    }
}
