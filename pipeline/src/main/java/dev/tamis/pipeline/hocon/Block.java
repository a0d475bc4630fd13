package dev.tamis.pipeline.hocon;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A block of a HOCON file, read against the keys it may have.
 *
 * <p>Every read checks type, bounds and choices. What is wrong goes to the {@link Problems}, and the reader gets the
 * key's default or a neutral value, so that reading goes on and finds the next problem.
 */
public final class Block {

    private final Schema schema;
    private final Problems problems;
    private final ConfigObject object;
    private final String schemaPath;
    private final String path;

    private Block(Schema schema, Problems problems, ConfigObject object, String schemaPath, String path) {
        this.schema = schema;
        this.problems = problems;
        this.object = object;
        this.schemaPath = schemaPath;
        this.path = path;
        refuseUnknownKeys();
    }

    /** The file itself. Its unknown keys are problems already. */
    public static Block root(ConfigObject object, Schema schema, Problems problems) {
        return new Block(schema, problems, object, "", "");
    }

    /** The block's full key in the file, such as {@code sources.web}. */
    public String path() {
        return path;
    }

    public ConfigOrigin origin() {
        return object.origin();
    }

    /** Whether the file gives the key a value other than null. */
    public boolean has(String key) {
        ConfigValue value = object.get(key);
        return value != null && value.valueType() != ConfigValueType.NULL;
    }

    /** The value as it stands in the file, or null. */
    public ConfigValue raw(String key) {
        return has(key) ? object.get(key) : null;
    }

    /** The file that a key's value is in. */
    public String file(String key) {
        return Problems.file(originOf(key));
    }

    /** The line of a key's value, or of the block where the key is absent. */
    public int line(String key) {
        return Problems.line(originOf(key));
    }

    public void problem(String key, String message) {
        problems.add(originOf(key), full(key), message);
    }

    /** A problem with one item of a list. */
    public void problem(String key, int item, String message) {
        ConfigValue value = raw(key);
        boolean there = value instanceof ConfigList list && item < list.size();
        problems.add(
                there ? ((ConfigList) value).get(item).origin() : originOf(key), full(key) + "[" + item + "]", message);
    }

    /** A problem with the block as a whole. */
    public void problem(String message) {
        problems.add(object.origin(), path, message);
    }

    public Problems problems() {
        return problems;
    }

    /** The text, its default, or null. */
    public String text(String key) {
        return scalar(key).orElse(null);
    }

    /** The word, its default, or null where it is absent or not one of the choices. */
    public String choice(String key) {
        Key known = known(key);
        Optional<String> found = scalar(key);
        if (found.isPresent() && !known.choices().contains(found.get())) {
            wrongChoice(originOf(key), full(key), known, found.get());
            return known.fallback();
        }
        return found.orElse(null);
    }

    public boolean flag(String key) {
        Optional<String> found = scalar(key);
        if (found.isEmpty()) {
            return false;
        }
        return switch (found.get().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> {
                expected(key, found.get());
                yield Boolean.parseBoolean(known(key).fallback());
            }
        };
    }

    /** A whole number, a size in bytes, or 0 where there is neither value nor default. */
    public long whole(String key) {
        BigDecimal value = numeric(key);
        if (value.stripTrailingZeros().scale() > 0 || value.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            expected(key, value.toString());
            return 0;
        }
        return value.longValueExact();
    }

    public double number(String key) {
        return numeric(key).doubleValue();
    }

    /** The items of a list; a {@code TEXTS} item that is no text is the empty text, so that places stay the same. */
    public List<String> texts(String key) {
        Key known = known(key);
        ConfigValue value = raw(key);
        if (value == null) {
            absent(known);
            return List.of();
        }
        if (value.valueType() != ConfigValueType.LIST) {
            problem(key, "expected " + known.allowed() + ", found " + describe(value));
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        ConfigList list = (ConfigList) value;
        for (int i = 0; i < list.size(); i++) {
            Optional<String> item = scalarText(list.get(i));
            String place = full(key) + "[" + i + "]";
            if (item.isEmpty() || item.get().isEmpty()) {
                problems.add(list.get(i).origin(), place, "expected text, found " + describe(list.get(i)));
                if (known.type() == KeyType.TEXTS) {
                    texts.add("");
                }
            } else if (known.type() == KeyType.CHOICES && !known.choices().contains(item.get())) {
                wrongChoice(list.get(i).origin(), place, known, item.get());
            } else {
                texts.add(item.get());
            }
        }
        if (known.required() && list.isEmpty()) {
            problem(key, "expected " + known.allowed() + " with at least one item, found []");
        }
        return List.copyOf(texts);
    }

    /** The block under the key; an empty one, full of defaults, where it is absent. */
    public Block block(String key) {
        Key known = known(key);
        return child(known, full(key), raw(key));
    }

    /** The items of a list of blocks. */
    public List<Block> blocks(String key) {
        Key known = known(key);
        ConfigValue value = raw(key);
        if (value == null) {
            absent(known);
            return List.of();
        }
        List<Block> blocks = new ArrayList<>();
        if (value.valueType() != ConfigValueType.LIST) {
            problem(key, "expected " + known.allowed() + ", found " + describe(value));
            return blocks;
        }
        ConfigList list = (ConfigList) value;
        for (int i = 0; i < list.size(); i++) {
            String place = full(key) + "[" + i + "]";
            if (list.get(i) instanceof ConfigObject item) {
                blocks.add(new Block(schema, problems, item, known.path() + "[]", place));
            } else {
                problems.add(list.get(i).origin(), place, "expected a block { ... }, found " + describe(list.get(i)));
            }
        }
        if (known.required() && list.isEmpty()) {
            problem(key, "expected " + known.allowed() + " with at least one item, found []");
        }
        return blocks;
    }

    /** Reads what stands in another place as a block under one of this schema's paths. */
    public Block inline(ConfigObject other, String schemaPathOfOther, String place) {
        return new Block(schema, problems, other, schemaPathOfOther, place);
    }

    /** This block with what another says of the keys that it does not have. */
    public Block over(ConfigObject other) {
        return new Block(schema, problems, object.withFallback(other), schemaPath, path);
    }

    /** The blocks under names that the operator chose, by name. */
    public SortedMap<String, Block> named() {
        Key known = schema.free(schemaPath).orElseThrow();
        SortedMap<String, Block> blocks = new TreeMap<>();
        for (String name : names()) {
            blocks.put(name, child(known, full(name), raw(name)));
        }
        return blocks;
    }

    /** The numbers under names that the operator chose, by name. */
    public SortedMap<String, Double> numbers() {
        SortedMap<String, Double> numbers = new TreeMap<>();
        for (String name : names()) {
            numbers.put(name, number(name));
        }
        return numbers;
    }

    /** The keys that have a value, in alphabetical order. */
    public List<String> names() {
        return object.keySet().stream().filter(this::has).sorted().toList();
    }

    private Block child(Key known, String place, ConfigValue value) {
        ConfigObject content = ConfigFactory.empty().root();
        if (value instanceof ConfigObject found) {
            content = found;
        } else if (value != null) {
            problems.add(value.origin(), place, "expected " + known.allowed() + ", found " + describe(value));
        } else {
            absent(known);
        }
        return new Block(schema, problems, content, known.path(), place);
    }

    private BigDecimal numeric(String key) {
        Key known = known(key);
        Optional<String> found = scalar(key);
        if (found.isEmpty()) {
            return BigDecimal.ZERO;
        }
        Optional<BigDecimal> value = parse(known, found.get());
        if (value.isEmpty()) {
            expected(key, found.get());
            return known.fallback() == null
                    ? BigDecimal.ZERO
                    : parse(known, known.fallback()).orElseThrow();
        }
        return value.get();
    }

    private static Optional<BigDecimal> parse(Key key, String text) {
        Optional<BigDecimal> value = switch (key.type()) {
            case BYTES -> Numbers.bytes(text);
            case COUNT -> Numbers.count(text);
            default -> Numbers.decimal(text);
        };
        boolean whole = key.type() == KeyType.WHOLE || key.type() == KeyType.BYTES;
        return value.filter(v -> v.compareTo(BigDecimal.valueOf(key.min())) >= 0)
                .filter(v -> v.compareTo(BigDecimal.valueOf(key.max())) <= 0)
                .filter(v -> !whole || v.stripTrailingZeros().scale() <= 0);
    }

    /** The scalar's text, the default's, or empty; a missing required key and a list or block are problems. */
    private Optional<String> scalar(String key) {
        Key known = known(key);
        ConfigValue value = raw(key);
        if (value == null) {
            absent(known);
            return Optional.ofNullable(known.fallback());
        }
        Optional<String> text = scalarText(value);
        if (text.isEmpty()) {
            problem(key, "expected " + known.allowed() + ", found " + describe(value));
            return Optional.ofNullable(known.fallback());
        }
        return text;
    }

    private void absent(Key known) {
        if (known.required() && !known.name().startsWith("<")) {
            // The file as a whole has no line that could be told.
            int line = path.isEmpty() ? 0 : Problems.line(object.origin());
            problems.add(
                    Problems.file(object.origin()),
                    line,
                    full(known.name()),
                    "is missing; expected " + known.allowed());
        }
    }

    private void expected(String key, String found) {
        problem(key, "expected " + known(key).allowed() + ", found \"" + found + "\"");
    }

    private void wrongChoice(ConfigOrigin origin, String place, Key known, String found) {
        problems.add(
                origin,
                place,
                "unknown " + singular(known) + " \"" + found + "\"" + Nearest.hint(found, known.choices())
                        + "; allowed: " + String.join(", ", known.choices()));
    }

    private static String singular(Key known) {
        String name = known.name();
        return known.type() == KeyType.CHOICES && name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }

    private void refuseUnknownKeys() {
        if (schema.free(schemaPath).isPresent()) {
            return;
        }
        List<String> known = schema.children(schemaPath).stream().map(Key::name).toList();
        for (String key : object.keySet().stream().sorted().toList()) {
            if (!known.contains(key)) {
                String where = path.isEmpty() ? "this file" : path;
                problems.add(
                        object.get(key).origin(),
                        full(key),
                        "unknown key \"" + key + "\"" + Nearest.hint(key, known) + "; allowed in " + where + ": "
                                + String.join(", ", known));
            }
        }
    }

    private Key known(String name) {
        String prefix = schemaPath.isEmpty() ? "" : schemaPath + ".";
        return schema.free(schemaPath).orElseGet(() -> schema.key(prefix + name));
    }

    private String full(String key) {
        String quoted = key.startsWith("<") || plainName(key) ? key : ConfigUtil.quoteString(key);
        return path.isEmpty() ? quoted : path + "." + quoted;
    }

    private static boolean plainName(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }

    private ConfigOrigin originOf(String key) {
        ConfigValue value = object.get(key);
        return value == null ? object.origin() : value.origin();
    }

    /** The text of a string, number or flag, a number as it was written. */
    public static Optional<String> scalarText(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING -> Optional.of((String) value.unwrapped());
            case NUMBER, BOOLEAN -> Optional.of(value.render(ConfigRenderOptions.concise()));
            default -> Optional.empty();
        };
    }

    /** A value in a message: its kind, and short values themselves. */
    public static String describe(ConfigValue value) {
        String text = value.render(ConfigRenderOptions.concise());
        String shortened = text.length() <= 80 ? text : text.substring(0, 77) + "...";
        return switch (value.valueType()) {
            case OBJECT -> "the block " + shortened;
            case LIST -> "the list " + shortened;
            default -> shortened;
        };
    }
}
