package dev.tamis.pipeline.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.signal.SignalType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleExpressionsTest {

    private static final RuleExpressions RULES = new RuleExpressions(Map.of(
            "words", SignalType.LONG,
            "mean_word_length", SignalType.DOUBLE,
            "lang", SignalType.STRING,
            "has_licence", SignalType.FLAG));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "words BETWEEN 50 AND 100000",
                "words not between 5 and 10",
                "words > 5 AND lang = 'en'",
                "has_licence",
                "NOT has_licence OR words >= 1e3",
                "words / 3 > mean_word_length",
                "words % 2 = 0 and -words < +3",
                "lang IN ('en', 'fr') OR lang IS NULL",
                "lang LIKE 'e%' AND url LIKE '%.gov' AND url LIKE '%wiki%' AND url LIKE 'https:%.html'",
                "CASE WHEN kind = 'code' THEN words > 5 ELSE words > 50 END",
                "if(has_licence, words > 3, mean_word_length < 0.2)",
                "coalesce(mean_word_length, 0) < 0.5",
                "pmod(xxhash64(url), 100) < 10",
                "contains(lower(url), 'example') AND length(lang) = 2",
                "cast(substring(lang, 1, 1) AS int) IS NULL",
                "`words` <=> 5",
                "words > 1 -- a comment",
            })
    void soundExpressionsPass(String sql) {
        assertEquals(List.of(), RULES.check(sql));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrods > 5 | unknown signal \"wrods\" (did you mean \"words\"?)",
                "Words > 5 | unknown signal \"Words\" (did you mean \"words\"?)",
                "signals.words > 5 | unknown signal \"signals.words\"",
                "words.x > 5 | unknown signal \"words.x\"",
                "perplexity > 5 | unknown signal \"perplexity\"",
                "words | must be true or false, but its type is bigint",
                "lang | must be true or false, but its type is text",
                "null | must be true or false, but its type is void",
                "words + 1 | must be true or false, but its type is bigint",
                "words > | Syntax error at or near end of input",
                "words > 1; DROP TABLE x | Syntax error at or near ';'",
                "words AND has_licence | incompatible types",
                "has_licence + 1 > 2 | incompatible types",
                "lang > 5 | compares text with a number: lang is text, int is needed here",
                "lang IN (1, 2) | compares text with a number: 1 is int, text is needed here",
                "words = '5' | compares text with a number: '5' is text, bigint is needed here",
                "abs(lang) > 1 | compares text with a number",
                "length(lang, 3) > 3 | requires 1 parameters",
                "lenght(lang) > 3 | unknown function \"lenght\" (did you mean \"length\"?)",
                "rand() < 0.5 | function rand is not allowed in rules: its value differs from run to run",
                "RAND() < 0.5 | function rand is not allowed in rules",
                "uuid() = lang | function uuid is not allowed",
                "current_timestamp() IS NULL | function current_timestamp is not allowed",
                "current_date IS NULL | unknown signal \"current_date\"",
                "count(*) > 1 | function count is not allowed in rules: a rule judges one record",
                "sum(words) OVER () > 1 | windows (OVER) are not allowed",
                "sum(words) OVER w > 1 | windows (OVER) are not allowed",
                "words > (SELECT 1) | subqueries are not allowed",
                "words IN (SELECT 1) | subqueries are not allowed",
                "EXISTS (SELECT 1) | subqueries are not allowed",
                "lang RLIKE '(a+)+' | RLIKE is not allowed in rules: regular expressions",
                "lang REGEXP 'a' | RLIKE is not allowed",
                "regexp_like(lang, 'a') | function regexp_like is not allowed in rules: regular expressions",
                "split(lang, 'a')[0] = 'x' | is not allowed",
                "lang LIKE '%a%b%c%' | LIKE is allowed with one text pattern",
                "lang LIKE 'a_' | LIKE is allowed with one text pattern",
                "lang LIKE lang | LIKE is allowed with one text pattern",
                "lang LIKE ANY ('%a%', 'b') | is not allowed",
                "exists(array(1), x -> x > words) | is not allowed",
                "explode(array(1)) > 1 | function explode is not allowed",
                "reflect('java.lang.System', 'exit', 1) = 'x' | function reflect is not allowed",
                "java_method('java.lang.System', 'exit', 1) = 'x' | function java_method is not allowed",
                "words > 1 AS keep | alias is not allowed",
                "* | * is not allowed",
                "words > :limit | is not allowed",
                "from_json(lang, 'a INT').a > 1 | is not allowed",
            })
    void unsoundExpressionsAreRefused(String sql, String fragment) {
        List<String> problems = RULES.check(sql);
        assertTrue(problems.stream().anyMatch(problem -> problem.contains(fragment)), () -> sql + " gave " + problems);
    }

    @Test
    void allProblemsOfAnExpressionAreTold() {
        assertEquals(
                List.of(
                        "unknown signal \"wrods\" (did you mean \"words\"?)",
                        "unknown function \"lenght\" (did you mean \"length\"?)",
                        "unknown signal \"lagn\" (did you mean \"lang\"?)"),
                RULES.check("wrods > 5 AND lenght(lagn) = 2 AND wrods < 9"));
    }

    @Test
    void longAndDeepExpressionsAreRefused() {
        assertTrue(
                RULES.check("(".repeat(4000) + "words > 1" + ")".repeat(4000)).size() == 1);
        assertTrue(RULES.check("words > 1 ".repeat(5000)).get(0).contains("limit"));
    }

    @Test
    void aSignalMustNotHideAColumn() {
        assertThrows(IllegalArgumentException.class, () -> new RuleExpressions(Map.of("url", SignalType.STRING)));
    }

    @Test
    void nullAndDivisionByZeroHaveNoValue() {
        assertEquals(null, RULES.evaluate("words > 5", Map.of()));
        assertEquals(null, RULES.evaluate("words / 0 > 5", Map.of("words", 3L)));
        assertEquals(null, RULES.evaluate("cast(lang AS int) > 5", Map.of("lang", "en")));
        assertEquals(true, RULES.evaluate("words > 5 OR has_licence", Map.of("has_licence", true)));
        assertEquals(false, RULES.evaluate("words BETWEEN 5 AND 7", Map.of("words", 8L)));
        assertEquals(true, RULES.evaluate("url LIKE '%.gov' AND lang <> 'x'", Map.of("url", "a.gov", "lang", "é")));
    }

    @Test
    void everyAllowedFunctionExistsInSpark() {
        for (String function : RuleFunctions.ALLOWED) {
            List<String> problems = RULES.check(function + "(words) > 0");
            assertFalse(problems.toString().contains("unknown function"), function);
            assertFalse(problems.toString().contains("is not allowed"), function + problems);
            assertFalse(problems.toString().contains("cannot be analysed"), function + problems);
        }
    }

    /** The interpreter that judges examples and a session with the documented settings agree. */
    @Test
    void sparkEvaluatesAsTheInterpreterDoes() {
        boolean shared = SparkSession.getDefaultSession().isDefined();
        SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()
                .newSession();
        try {
            RuleExpressions.SESSION_CONF.forEach(spark.conf()::set);
            for (String sql : List.of(
                    "words BETWEEN 5 AND 7",
                    "words / 0 > 5",
                    "lang LIKE 'e%'",
                    "if(words > 3, lang = 'en', mean_word_length < 0.2)",
                    "pmod(xxhash64(lang), 100) < 50",
                    "coalesce(mean_word_length, 0) < 0.5",
                    "cast(lang AS int) IS NULL")) {
                TreeMap<String, Object> values = new TreeMap<>(Map.of("words", 6L, "lang", "en"));
                Object expected = spark.sql(
                                "SELECT 6L AS words, 'en' AS lang, cast(NULL AS double) AS mean_word_length")
                        .selectExpr(sql)
                        .head()
                        .get(0);
                assertEquals(expected, RULES.evaluate(sql, values), sql);
            }
        } finally {
            // A context that another test class had open stays open.
            if (!shared) {
                spark.stop();
            }
        }
    }
}
