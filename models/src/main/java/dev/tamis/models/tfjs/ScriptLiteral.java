package dev.tamis.models.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tamis.models.ModelException;

/**
 * Reads the value that a JavaScript module exports, if it is a literal: an object, a list, a text or a number as ECMAScript
 * (11.9 and 13.2.5) writes them, and of a minifier's forms {@code !0}, {@code !1} and {@code void 0}. Nothing is executed:
 * what is no literal is refused. JSON is a literal too.
 */
final class ScriptLiteral {
    /** Lists and objects within each other. */
    private static final int DEEPEST = 64;

    /** Values of a file. A model of a thousand layers has a tenth of it. */
    private static final int MOST_VALUES = 2_000_000;

    private static final String EXPORTS = "exports=";

    private final String name;
    private final String text;
    private int at;
    private int values;

    private ScriptLiteral(String name, String text, int at) {
        this.name = name;
        this.text = text;
        this.at = at;
    }

    /**
     * The value that a module exports: the first literal that {@code exports=} stands before; of a file that begins with
     * a brace, the file itself.
     *
     * @param name of the file, for messages
     * @throws ModelException if there is none, or it is broken
     */
    static JsonNode exported(String name, String script) throws ModelException {
        int first = 0;
        while (first < script.length() && isSpace(script.charAt(first))) {
            first++;
        }
        if (first < script.length() && script.charAt(first) == '{') {
            ScriptLiteral json = new ScriptLiteral(name, script, first);
            JsonNode value = json.value(0);
            json.skipSpace();
            if (json.at < script.length()) {
                throw json.broken("something follows its end");
            }
            return value;
        }
        for (int found = script.indexOf(EXPORTS); found >= 0; found = script.indexOf(EXPORTS, found + 1)) {
            int start = found + EXPORTS.length();
            char c = start < script.length() ? script.charAt(start) : 0;
            if (c == '{' || c == '[' || c == '"' || c == '\'') {
                return new ScriptLiteral(name, script, start).value(0);
            }
        }
        throw new ModelException(name + " exports no object and no text: it is no module of a TensorFlow.js model");
    }

    private JsonNode value(int depth) throws ModelException {
        if (depth > DEEPEST) {
            throw broken("its values are nested more than " + DEEPEST + " deep");
        }
        if (++values > MOST_VALUES) {
            throw broken("it has more than " + MOST_VALUES + " values");
        }
        skipSpace();
        char c = peek();
        if (c == '{') {
            return object(depth);
        }
        if (c == '[') {
            return array(depth);
        }
        if (c == '"' || c == '\'') {
            return JsonNodeFactory.instance.textNode(string());
        }
        if (c == '!') {
            at++;
            char digit = peek();
            if ((digit == '0' || digit == '1') && !isPartOfWord(at + 1)) {
                at++;
                return JsonNodeFactory.instance.booleanNode(digit == '0');
            }
            throw broken("\"!\" stands before something else than 0 or 1");
        }
        if (c == '-' || c == '.' || isDigit(c)) {
            return JsonNodeFactory.instance.numberNode(number());
        }
        if (word("true")) {
            return JsonNodeFactory.instance.booleanNode(true);
        }
        if (word("false")) {
            return JsonNodeFactory.instance.booleanNode(false);
        }
        if (word("null") || word("void 0")) {
            return JsonNodeFactory.instance.nullNode();
        }
        throw broken("a literal is expected");
    }

    private ObjectNode object(int depth) throws ModelException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        at++;
        skipSpace();
        while (peek() != '}') {
            String key = key();
            skipSpace();
            expect(':');
            if (object.has(key)) {
                throw broken("the key " + key + " stands there twice");
            }
            object.set(key, value(depth + 1));
            skipSpace();
            if (peek() != '}') {
                expect(',');
                skipSpace();
            }
        }
        at++;
        return object;
    }

    private ArrayNode array(int depth) throws ModelException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        at++;
        skipSpace();
        while (peek() != ']') {
            array.add(value(depth + 1));
            skipSpace();
            if (peek() != ']') {
                expect(',');
                skipSpace();
            }
        }
        at++;
        return array;
    }

    private String key() throws ModelException {
        char c = peek();
        if (c == '"' || c == '\'') {
            return string();
        }
        int start = at;
        while (isPartOfWord(at)) {
            at++;
        }
        if (at == start || at - start > 256) {
            throw broken("a key is expected");
        }
        return text.substring(start, at);
    }

    private String string() throws ModelException {
        char quote = text.charAt(at++);
        int start = at;
        // Most texts, and all long ones, have no escapes.
        while (peek() != quote && peek() != '\\' && peek() != '\n') {
            at++;
        }
        if (peek() == quote) {
            return text.substring(start, at++);
        }
        StringBuilder string = new StringBuilder(text.substring(start, at));
        while (peek() != quote) {
            char c = peek();
            at++;
            if (c == '\n') {
                throw broken("a text goes over the end of its line");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        at++;
        return string.toString();
    }

    private char escaped() throws ModelException {
        char c = peek();
        at++;
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> hex(4);
            case 'x' -> hex(2);
            case '"', '\'', '\\', '/' -> c;
            default -> throw broken("the escape \\" + c + " is not read");
        };
    }

    private char hex(int digits) throws ModelException {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw broken("an escape has no " + digits + " hex digits");
            }
            value = 16 * value + digit;
            at++;
        }
        return (char) value;
    }

    private double number() throws ModelException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        int digits = digits();
        if (peek() == '.') {
            at++;
            digits += digits();
        }
        if (digits == 0) {
            throw broken("a number has no digits");
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '-' || peek() == '+') {
                at++;
            }
            if (digits() == 0) {
                throw broken("a number has no digits after its e");
            }
        }
        if (isPartOfWord(at) || at - start > 64) {
            throw broken("a number is expected");
        }
        return Double.parseDouble(text.substring(start, at));
    }

    private int digits() throws ModelException {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        return at - start;
    }

    private boolean word(String word) {
        if (text.startsWith(word, at) && !isPartOfWord(at + word.length())) {
            at += word.length();
            return true;
        }
        return false;
    }

    private void expect(char c) throws ModelException {
        if (peek() != c) {
            throw broken("\"" + c + "\" is expected");
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private char peek() throws ModelException {
        if (at >= text.length()) {
            throw broken("it ends early");
        }
        return text.charAt(at);
    }

    private boolean isPartOfWord(int place) {
        if (place >= text.length()) {
            return false;
        }
        char c = text.charAt(place);
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private ModelException broken(String why) {
        return new ModelException(name + " is no literal that can be read: at character " + at + ", " + why);
    }
}
