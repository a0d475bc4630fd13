package dev.tamis.filters.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;
import opennlp.tools.util.normalizer.AggregateCharSequenceNormalizer;
import opennlp.tools.util.normalizer.CharSequenceNormalizer;
import opennlp.tools.util.normalizer.EmojiCharSequenceNormalizer;
import opennlp.tools.util.normalizer.NumberCharSequenceNormalizer;
import opennlp.tools.util.normalizer.ShrinkCharSequenceNormalizer;
import opennlp.tools.util.normalizer.TwitterCharSequenceNormalizer;
import opennlp.tools.util.normalizer.UrlCharSequenceNormalizer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageIdentifierTest {
    private static final LanguageIdentifier IDENTIFIER = LanguageIdentifier.shared();

    private static final String ENGLISH =
            "The ferry leaves from the northern pier at half past seven in the morning, and those who want a"
                    + " seat by the window should be there before the bell is rung for the first time.";
    private static final String GERMAN =
            "Die F\u00E4hre legt morgens um halb acht vom n\u00F6rdlichen Steg ab, und wer einen Platz am"
                    + " Fenster haben m\u00F6chte, sollte dort sein, bevor die Glocke zum ersten Mal gel\u00E4utet wird.";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fr | Le bac quitte le quai du nord à sept heures et demie du matin, et ceux qui veulent une place près de la fenêtre doivent être là avant que la cloche ne sonne.",
                "es | El transbordador sale del muelle del norte a las siete y media de la mañana, y quien quiera un asiento junto a la ventana debe llegar antes de que suene la campana.",
                "pl | Prom odpływa z północnego pomostu o wpół do ósmej rano, a kto chce mieć miejsce przy oknie, powinien być tam, zanim po raz pierwszy zadzwoni dzwonek.",
                "tr | Vapur sabah yedi buçukta kuzey iskelesinden kalkar ve pencere kenarında oturmak isteyenlerin zil ilk kez çalmadan önce orada olması gerekir.",
                "vi | Chuyến phà rời bến phía bắc lúc bảy giờ rưỡi sáng, và ai muốn ngồi cạnh cửa sổ thì nên đến trước khi chuông reo lần đầu tiên.",
                "ru | Паром отходит от северного причала в половине восьмого утра, и тем, кто хочет сидеть у окна, следует прийти раньше, чем впервые прозвонит колокол.",
                "uk | Пором відходить від північного причалу о пів на восьму ранку, і тим, хто хоче сидіти біля вікна, слід прийти раніше, ніж уперше задзвонить дзвін.",
                "ar | تغادر العبارة الرصيف الشمالي في الساعة السابعة والنصف صباحا، وعلى من يريد مقعدا بجانب النافذة أن يكون هناك قبل أن يقرع الجرس للمرة الأولى.",
                "fa | کشتی ساعت هفت و نیم صبح از اسکله شمالی حرکت می‌کند و کسانی که می‌خواهند کنار پنجره بنشینند باید پیش از به صدا درآمدن زنگ آنجا باشند.",
                "hi | नाव सुबह साढ़े सात बजे उत्तरी घाट से चलती है और जो लोग खिड़की के पास बैठना चाहते हैं उन्हें पहली घंटी बजने से पहले वहाँ पहुँच जाना चाहिए।",
                "ko | 배는 아침 일곱 시 반에 북쪽 부두에서 떠납니다.",
                "ja | 船は朝七時半に北の桟橋から出ます。",
                "zh | 渡轮早上七点半从北码头开出，想坐窗边的人要在第一次敲钟之前到达。",
                "th | เรือออกจากท่าเรือทางเหนือเวลาเจ็ดโมงครึ่ง",
                "el | Το φέρι φεύγει από τη βόρεια αποβάθρα στις επτά και μισή το πρωί.",
                "he | המעבורת יוצאת מהרציף הצפוני בשבע וחצי בבוקר.",
                "ka | ბორანი დილის რვის ნახევარზე გადის.",
                "hy | Լաստանավը մեկնում է առավոտյան յոթն անց կեսին։",
                "ta | படகு காலை ஏழரை மணிக்கு புறப்படும்.",
                "am | ጀልባው ከጠዋቱ አንድ ሰዓት ተኩል ላይ ይነሳል።",
                "km | កាណូតចេញដំណើរនៅម៉ោងប្រាំពីរកន្លះព្រឹក។"
            })
    void sentenceIsInItsLanguage(String language, String text) {
        assertEquals(language, IDENTIFIER.identify(text).language());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", "12,345.67 - 89%", "\uD83D\uDE00\uD83D\uDE80", "*** --- ***", "\u0301"})
    void textWithoutLettersIsUndetermined(String text) {
        assertSame(Guess.UNDETERMINED, IDENTIFIER.identify(text));
    }

    @Test
    void scriptWithoutAKnownLanguageIsUndetermined() {
        // Old Italic, and Cree syllabics.
        assertEquals(
                "und",
                IDENTIFIER.identify("\uD800\uDF00\uD800\uDF01\uD800\uDF02").language());
        assertEquals(
                "und",
                IDENTIFIER.identify("\u14C0\u1426\u1403\u152D\u140F\u1423").language());
    }

    @Test
    void confidenceGrowsWithTheText() {
        double clause = IDENTIFIER.identify(ENGLISH.substring(0, 60)).confidence();
        double sentence = IDENTIFIER.identify(ENGLISH).confidence();
        assertTrue(0 < clause && clause < sentence && sentence <= 1, clause + " " + sentence);
    }

    @Test
    void codesOfOneLanguageAreCountedTogether() {
        String estonian =
                "Praam väljub põhjakaide äärest hommikul kell pool kaheksa ja need, kes soovivad istuda akna ääres,"
                        + " peaksid seal olema enne, kui kella esimest korda lüüakse. Sõit kestab umbes kaks tundi.";
        Guess guess = IDENTIFIER.identify(estonian);
        assertEquals("et", guess.language());
        List<String> languages = Arrays.asList(IDENTIFIER.modelLanguages());
        double[] p = IDENTIFIER.probabilities(estonian);
        assertTrue(guess.confidence() >= p[languages.indexOf("est")] + p[languages.indexOf("ekk")]);
    }

    @Test
    void scoresAreThoseOfOpenNlp() throws Exception {
        LanguageDetectorME oracle = oracle();
        String[] languages = IDENTIFIER.modelLanguages();
        Map<String, Integer> place = new HashMap<>();
        for (int i = 0; i < languages.length; i++) {
            place.put(languages[i], i);
        }
        List<String> texts = new ArrayList<>(List.of(
                ENGLISH,
                GERMAN,
                "x",
                "RT @somebody: see https://example.org/a?b=c#d ;-) hahahaha #fun soooo coooool mail me.not+now@mail.example.org",
                "\u0130stanbul'da \u00C7OK g\u00FCzel!!! 1234  \n\n  \u041F\u0440\u0438\u0432\u0435\u0442 \u6F22\u5B57\u304B\u306A",
                (ENGLISH + GERMAN).repeat(5)));
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            int from = random.nextInt(ENGLISH.length() - 30);
            texts.add(noise(random, 100) + ENGLISH.substring(from) + noise(random, 20) + GERMAN.substring(from));
        }
        for (String text : texts) {
            double[] found = IDENTIFIER.probabilities(text);
            for (Language language : oracle.predictLanguages(text)) {
                double wanted = language.getConfidence();
                assertEquals(wanted, found[place.get(language.getLang())], 2e-4 * wanted + 1e-12, text);
            }
        }
    }

    @Test
    void cleaningGivesWhatOpenNlpsExpressionsGive() {
        assumeTrue(
                Runtime.version().feature() <= 18,
                "the JDK's \\b is another one from 19 on; ours is that of the model's time");
        CharSequenceNormalizer oracle = new AggregateCharSequenceNormalizer(
                EmojiCharSequenceNormalizer.getInstance(),
                UrlCharSequenceNormalizer.getInstance(),
                TwitterCharSequenceNormalizer.getInstance(),
                NumberCharSequenceNormalizer.getInstance(),
                ShrinkCharSequenceNormalizer.getInstance());
        CleanedText cleaned = new CleanedText();
        Random random = new Random(5);
        for (int round = 0; round < 100_000; round++) {
            String text = noise(random, 1 + random.nextInt(40));
            char[] chars = text.toCharArray();
            cleaned.clean(chars, chars.length);
            StringBuilder wanted = new StringBuilder();
            oracle.normalize(text).codePoints().map(Character::toLowerCase).forEach(wanted::appendCodePoint);
            assertEquals(wanted.toString(), cleaned.toString(), text);
        }
    }

    @Test
    void longTextIsJudgedByItsParts() {
        String text = (ENGLISH + ' ').repeat(20_000);
        assertEquals("en", IDENTIFIER.identify(text).language());
        // A foreign preface does not decide.
        assertEquals("en", IDENTIFIER.identify(GERMAN.substring(0, 60) + text).language());
    }

    @Test
    void manyThreadsGiveWhatOneGives() throws Exception {
        Guess english = IDENTIFIER.identify(ENGLISH);
        Guess german = IDENTIFIER.identify(GERMAN);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                tasks.add(() -> {
                    boolean same = true;
                    for (int i = 0; i < 200; i++) {
                        same &= IDENTIFIER.identify(ENGLISH).equals(english);
                        same &= IDENTIFIER.identify(GERMAN).equals(german);
                    }
                    return same;
                });
            }
            for (Future<Boolean> same : pool.invokeAll(tasks)) {
                assertTrue(same.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Verses joined to 2,000 characters, for the languages that the model or a script knows; the others are left out. */
    @ParameterizedTest
    @CsvSource({
        "Armenian-PART, hy",
        "Basque-NT, eu",
        "Cherokee-NT, chr",
        "Coptic-NT, cop",
        "Estonian-PART, et",
        "Gujarati-NT, gu",
        "Latvian-NT, lv",
        "Swahili-NT, sw",
        "Syriac-NT, syr",
        "Ukranian-NT, uk",
        "Zulu-NT, zu"
    })
    void realTextIsInItsLanguage(String file, String language) throws Exception {
        Path path = Path.of(System.getProperty("tamis.root", "."), "../shared/data/languages", file + ".txt.gz");
        assumeTrue(Files.exists(path), "no " + file + " in ../shared/data/languages");
        int right = 0;
        int all = 0;
        try (InputStream in = GzipCompressorInputStream.builder()
                        .setInputStream(Files.newInputStream(path))
                        .setDecompressConcatenated(true)
                        .get();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            StringBuilder text = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                text.append(line).append('\n');
                if (text.length() >= 2000) {
                    right += IDENTIFIER.identify(text).language().equals(language) ? 1 : 0;
                    all++;
                    text.setLength(0);
                }
            }
        }
        assertTrue(right >= 0.98 * all, right + " of " + all);
    }

    /** Pieces that the expressions of the cleaning look for, in any order. */
    private static String noise(Random random, int pieces) {
        String[] parts = {
            "h",
            "j",
            "ha",
            "ja",
            "HA",
            "o",
            "x",
            "xo",
            ":",
            "-",
            ")",
            ":-D",
            ";p",
            "rt ",
            "RT:",
            "rt",
            "\u00E9",
            "e\u0301",
            "_",
            "#",
            "@",
            "#tag",
            "a@b.c",
            "@x",
            ".",
            "+",
            "http",
            "https://",
            "http://a",
            "/",
            "?",
            "1",
            "23",
            " ",
            "  ",
            "\n",
            "\t",
            "\r\n",
            "\u00A0",
            "\u2028",
            "aaa",
            "AaA",
            "...",
            "\u4E2D",
            "\uD83D\uDE00",
            "\uFF21",
            "\uE000",
            "\u00DF",
            "\u0130",
            "q"
        };
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            out.append(parts[random.nextInt(parts.length)]);
        }
        return out.toString();
    }

    private static LanguageDetectorME oracle() throws IOException {
        try (InputStream in = LanguageIdentifierTest.class.getResourceAsStream("/langdetect-183.bin")) {
            return new LanguageDetectorME(new LanguageDetectorModel(in));
        }
    }
}
