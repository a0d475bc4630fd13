package dev.tamis.pipeline.hocon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncludeKeysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"@ = [1]", "a { @ = [1] }", "a { b = 1, @: [2] }", "{@{ }}", "x\n\t@ += 1", "a = \"#\", @ = 1"})
    void keysAreQuoted(String text) {
        assertEquals(text.replace("@", "\"include\""), IncludeKeys.quoted(text.replace("@", "include")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include \"a.conf\"",
                "include required(file(\"a.conf\"))",
                "# include = 1",
                "// include = 1",
                "a = \"include = 1\"",
                "a = \"\\\" include = 1\"",
                "a = \"\"\" include = 1 \"\"\"",
                "a.include = 1",
                "includes = 1",
                "reinclude = 1",
                "\"include\" = 1",
                "include",
                "a = \"open",
            })
    void everythingElseStaysAsItIs(String text) {
        assertEquals(text, IncludeKeys.quoted(text));
    }
}
