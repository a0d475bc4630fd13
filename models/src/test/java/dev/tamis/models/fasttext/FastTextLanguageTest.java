package dev.tamis.models.fasttext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.TextLanguage;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.LanguageSetting;
import dev.tamis.filters.signal.SettingReader;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.Subject;
import dev.tamis.models.ModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class FastTextLanguageTest {
    /** A word for each label, "w" and the label's number, tells it. */
    private static FastTextModel model(String... labels) {
        Args args = TestModels.args(Loss.SOFTMAX, labels.length, 1, 0, 0, 0);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            words.add("w" + i);
        }
        Dictionary dictionary = TestModels.dictionary(args, words, List.of(labels));
        DenseMatrix input = new DenseMatrix(labels.length, labels.length);
        DenseMatrix output = new DenseMatrix(labels.length, labels.length);
        for (int i = 0; i < labels.length; i++) {
            input.block(i)[input.offset(i) + i] = 30;
            output.block(i)[output.offset(i) + i] = 1;
        }
        return new FastTextModel(args, dictionary, input, output);
    }

    private static List<String> codes(String... labels) {
        FastTextLanguage language = new FastTextLanguage(model(labels));
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            codes.add(language.identify("w" + i).language());
        }
        return codes;
    }

    @Test
    void labelsBecomeTheCodesOfLang() {
        assertEquals(
                List.of("en", "ceb", "nb", "gsw", "zh", "yue", "pt"),
                codes("en", "ceb", "no", "als", "zh", "yue", "pt"));
        assertEquals(
                List.of("en", "zh", "ar", "sq", "et", "ceb", "nb", "id"),
                codes("eng_Latn", "cmn_Hani", "arb_Arab", "als_Latn", "ekk_Latn", "ceb_Latn", "nob_Latn", "ind_Latn"));
    }

    @Test
    void theScriptSeenMostHasThePlainCodeAndOthersTheirOwn() {
        assertEquals(List.of("zh", "zh-Hant", "sr", "sr-Latn"), codes("zho_Hans", "zho_Hant", "srp_Cyrl", "srp_Latn"));
    }

    @Test
    void labelsOfNoLanguageAreUndetermined() {
        assertEquals(List.of("und", "und", "de"), codes("und_Latn", "zxx_Zzzz", "deu_Latn"));
    }

    @Test
    void aLabelThatNamesNoLanguageIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> codes("en", "hq!"));
        assertThrows(IllegalArgumentException.class, () -> codes("quality_high", "en"));
    }

    @Test
    void aLabelWhoseScriptIsNoScriptIsRefused() {
        for (String label : List.of(
                "eng_/../../x",
                "eng_",
                "eng_latn",
                "eng_LATN",
                "eng_Lat",
                "eng_Latn/x",
                "eng_La\u0165n",
                "eng_Latn_x")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> codes("eng_Cyrl", label), label);
            assertTrue(refused.getMessage().contains("__label__" + label), refused.getMessage());
            assertTrue(refused.getMessage().contains("names no language"), refused.getMessage());
        }
    }

    @Test
    void aTextWithoutLettersIsUndetermined() {
        FastTextLanguage language = new FastTextLanguage(model("en", "de"));
        for (String text : List.of("", "12 34", " \n", "!? \u2014 \ud83d\ude00", "\u0661\u0662")) {
            assertEquals(Guess.UNDETERMINED, language.identify(text), text);
        }
        assertEquals(Guess.UNDETERMINED, language.identify("unknown words alone"));
    }

    @Test
    void aLongTextIsLookedAtInWindowsFromBeginningToEnd() {
        FastTextLanguage language = new FastTextLanguage(model("en", "de"));
        String filler = "filler ".repeat(100_000);
        assertEquals("en", language.identify("w0 " + filler).language());
        assertEquals("de", language.identify(filler + "w1").language());
        assertEquals(
                "de",
                language.identify(filler + "w1 w1 w1 ".repeat(20_000) + filler).language());
        String unspaced = "\u4e2d".repeat(100_000);
        assertEquals(Guess.UNDETERMINED, language.identify(unspaced));
        assertEquals(Guess.UNDETERMINED, language.identify("\ud842\udfb7".repeat(50_000) + "a"));
    }

    @Test
    void aSettingReadsAModelAndSignalsUseIt() throws IOException {
        SettingReader<?> found = ServiceLoader.load(SettingReader.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(reader -> reader.key().equals("language"))
                .findFirst()
                .orElseThrow();
        FastTextLanguageReader reader = (FastTextLanguageReader) found;
        TextLanguage language = reader.read(List.of(file(TestModels.bytes(model("en", "de")))));
        Subject subject = new Subject(Settings.none().with(LanguageSetting.LANGUAGE, language));
        subject.reset(Kind.WEB, "w1 w1\nand more", null, Map.of());
        assertEquals("de", subject.language().language());
        assertTrue(subject.language().confidence() > 0.99);
    }

    @Test
    void aBrokenModelIsToldByItsName() {
        FastTextLanguageReader reader = new FastTextLanguageReader();
        ModelException broken = assertThrows(ModelException.class, () -> reader.read(List.of(file(new byte[100]))));
        assertTrue(broken.getMessage().contains("lid.bin"), broken.getMessage());
        ModelException other =
                assertThrows(ModelException.class, () -> reader.read(List.of(file(TestModels.bytes(model("1", "2"))))));
        assertTrue(other.getMessage().contains("names no language"), other.getMessage());
    }

    private static SettingReader.SettingFile file(byte[] bytes) {
        return new SettingReader.SettingFile() {
            @Override
            public String role() {
                return "";
            }

            @Override
            public String name() {
                return "lid.bin";
            }

            @Override
            public String folder() {
                return "models";
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
