package dev.tamis.tokenizer.train;

import java.util.ArrayList;
import java.util.List;

/** One line of comma-separated values: a value with a comma stands in double quotes, a quote in it is doubled. */
final class Csv {
    private Csv() {}

    /** The values; an empty line has none. */
    static List<String> split(String line) {
        List<String> values = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            StringBuilder value = new StringBuilder();
            if (line.charAt(at) == '"') {
                at++;
                while (at < line.length()) {
                    if (line.charAt(at) != '"') {
                        value.append(line.charAt(at++));
                    } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                        value.append('"');
                        at += 2;
                    } else {
                        at++;
                        break;
                    }
                }
            }
            while (at < line.length() && line.charAt(at) != ',') {
                value.append(line.charAt(at++));
            }
            values.add(value.toString());
            at++;
        }
        return values;
    }
}
