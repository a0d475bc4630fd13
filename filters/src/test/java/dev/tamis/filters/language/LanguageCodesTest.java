package dev.tamis.filters.language;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LanguageCodesTest {
    @Test
    void languagesHaveTwoLettersWhereIso639Part1HasThem() {
        String[] pairs = {
            "eng", "en", "deu", "de", "zho", "zh", "heb", "he", "yid", "yi", "ind", "id", "jav", "jv", "ron", "ro",
            "srp", "sr", "nob", "nb", "nno", "nn", "tgl", "tl", "mkd", "mk", "fry", "fy", "vol", "vo"
        };
        for (int i = 0; i < pairs.length; i += 2) {
            assertEquals(pairs[i + 1], LanguageCodes.ofIso6393(pairs[i]));
        }
    }

    @Test
    void theMainMemberOfAMacrolanguageTakesItsCode() {
        String[] pairs = {
            "cmn", "zh", "arb", "ar", "pes", "fa", "ekk", "et", "lvs", "lv", "plt", "mg", "als", "sq", "zsm", "ms",
            "swh", "sw", "kmr", "ku", "uzn", "uz", "azj", "az", "khk", "mn", "npi", "ne", "ory", "or", "fil", "tl"
        };
        for (int i = 0; i < pairs.length; i += 2) {
            assertEquals(pairs[i + 1], LanguageCodes.ofIso6393(pairs[i]));
        }
    }

    @Test
    void otherLanguagesKeepThreeLetters() {
        for (String code : new String[] {"ceb", "yue", "arz", "nds", "pnb", "wuu"}) {
            assertEquals(code, LanguageCodes.ofIso6393(code));
        }
    }
}
