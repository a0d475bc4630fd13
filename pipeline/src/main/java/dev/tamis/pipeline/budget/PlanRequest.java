package dev.tamis.pipeline.budget;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a plan is asked for. One or two of FLOPs, parameters and tokens; or a quality, with or without tokens to serve;
 * or a family of sizes from one corpus.
 *
 * @param law that the plan follows; the others are shown beside it
 * @param amounts what is known of the model
 * @param family sizes in parameters, in any order; empty where one model is planned
 * @param corpus what there is to train on, or null where tokens are taken as fresh without end
 * @param force goes on above {@link Repetition#REFUSE_ABOVE_EPOCHS}, and lifts the cap of a family's epochs
 */
public record PlanRequest(
        ScalingLaw law, Map<Amount, Double> amounts, List<Double> family, Corpus corpus, boolean force) {

    private static final double MOST = 1e40;
    private static final int MOST_SIZES = 20;

    /** Nats a token; guessing evenly among a million tokens gives 13.8. */
    private static final double MOST_LOSS = 20;

    /** What may be known of a model, by the name of its option. */
    public enum Amount {
        FLOPS,
        PARAMS,
        TOKENS,
        /** Nats a token. */
        LOSS,
        /** Parameters of the compute-optimal model whose loss is meant. */
        QUALITY_OF,
        /** Tokens over the model's life. */
        SERVE_TOKENS;

        public String option() {
            return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Set<Amount> TRAINING =
            Collections.unmodifiableSet(EnumSet.of(Amount.FLOPS, Amount.PARAMS, Amount.TOKENS));

    /** @throws IllegalArgumentException naming everything that is wrong, a line each, and what to do about it */
    public PlanRequest {
        Objects.requireNonNull(law, "law");
        amounts = amounts.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<Amount, Double>(amounts));
        family = family.stream().sorted(Collections.reverseOrder()).toList();
        List<String> problems = ranges(amounts, family);
        problems.addAll(family.isEmpty() ? oneModel(amounts) : family(amounts, family, corpus));
        if (problems.isEmpty()) {
            problems.addAll(underLaw(law, amounts));
        }
        if (force && corpus == null) {
            problems.add("--force lifts the limits of repetition; it goes with --unique-tokens or --run");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    static void checkAmount(String what, double amount) {
        if (!(amount >= 1 && amount <= MOST)) {
            throw new IllegalArgumentException("Invalid " + what + ": " + amount + " (must be from 1 to 1e40)");
        }
    }

    private static List<String> ranges(Map<Amount, Double> amounts, List<Double> family) {
        List<String> problems = new ArrayList<>();
        amounts.forEach((what, amount) -> {
            double least = what == Amount.LOSS ? Double.MIN_VALUE : 1;
            double most = what == Amount.LOSS ? MOST_LOSS : MOST;
            if (!(amount >= least && amount <= most)) {
                problems.add(what.option() + ": " + amount
                        + (what == Amount.LOSS
                                ? " (must be above 0, at most 20 nats a token)"
                                : " (must be from 1 to 1e40)"));
            }
        });
        for (double size : family) {
            if (!(size >= 1 && size <= MOST)) {
                problems.add("--family: " + size + " parameters (must be from 1 to 1e40)");
            }
        }
        return problems;
    }

    private static List<String> oneModel(Map<Amount, Double> amounts) {
        List<String> problems = new ArrayList<>();
        Set<Amount> training = EnumSet.copyOf(TRAINING);
        training.retainAll(amounts.keySet());
        boolean serve = amounts.containsKey(Amount.SERVE_TOKENS);
        boolean loss = amounts.containsKey(Amount.LOSS);
        boolean quality = amounts.containsKey(Amount.QUALITY_OF);
        if (training.isEmpty() && !loss && !quality) {
            problems.add(
                    serve
                            ? "--serve-tokens needs a quality or a size: add --loss L, --quality-of N or --params N"
                            : "Say what to plan: one or two of --flops, --params and --tokens; --loss; --serve-tokens"
                                    + " with --loss, --quality-of or --params; or --family with --unique-tokens or --run");
        }
        if (training.size() == 3) {
            problems.add("--flops, --params and --tokens: any two give the third (C = 6ND); leave one out");
        }
        if ((training.isEmpty() ? 0 : 1) + (loss ? 1 : 0) + (quality ? 1 : 0) > 1) {
            problems.add("Given: " + options(amounts.keySet())
                    + "; a model is given by its size and data, by --loss or by --quality-of: leave all but one out");
        } else if (quality && !serve) {
            problems.add("--quality-of goes with --serve-tokens; without, --params N plans that model itself");
        } else if (serve && training.size() == 1 && !training.contains(Amount.PARAMS)) {
            problems.add("--serve-tokens with " + options(training)
                    + " leaves the size open: add --params N, or give --quality-of N instead");
        }
        if (training.size() == 2 && training.contains(Amount.FLOPS)) {
            Amount other = training.contains(Amount.PARAMS) ? Amount.PARAMS : Amount.TOKENS;
            double rest = amounts.get(Amount.FLOPS) / 6 / amounts.get(other);
            if (rest < 1) {
                problems.add("--flops " + amounts.get(Amount.FLOPS) + " with " + other.option() + " "
                        + amounts.get(other) + " leaves " + Quantity.scientific(rest)
                        + (other == Amount.PARAMS ? " tokens" : " parameters")
                        + " (must be at least 1): raise the FLOPs or lower the other");
            }
        }
        return problems;
    }

    private static List<String> family(Map<Amount, Double> amounts, List<Double> family, Corpus corpus) {
        List<String> problems = new ArrayList<>();
        if (new HashSet<>(family).size() < family.size()) {
            problems.add("--family: a size is given twice in " + sizes(family));
        }
        if (family.size() > MOST_SIZES) {
            problems.add("--family: " + family.size() + " sizes (at most " + MOST_SIZES + ")");
        }
        Set<Amount> others = amounts.isEmpty() ? EnumSet.noneOf(Amount.class) : EnumSet.copyOf(amounts.keySet());
        others.remove(Amount.SERVE_TOKENS);
        if (!others.isEmpty()) {
            problems.add(
                    "--family plans every size by itself; it goes with --serve-tokens, not with " + options(others));
        }
        if (corpus == null) {
            problems.add("--family: the sizes share one corpus; say how large it is by --unique-tokens or --run");
        }
        return problems;
    }

    private static List<String> underLaw(ScalingLaw law, Map<Amount, Double> amounts) {
        List<String> problems = new ArrayList<>();
        boolean needsLoss = amounts.containsKey(Amount.LOSS) || amounts.containsKey(Amount.SERVE_TOKENS);
        if (needsLoss && law.surface() == null) {
            problems.add("--law " + law.name() + " predicts no loss, which "
                    + options(amounts.keySet()) + " needs; choose one of "
                    + ScalingLaw.ALL.stream()
                            .filter(other -> other.surface() != null)
                            .map(ScalingLaw::name)
                            .collect(Collectors.joining(", ")));
        } else if (amounts.containsKey(Amount.LOSS)
                && !(amounts.get(Amount.LOSS) > law.surface().e())) {
            problems.add("--loss " + amounts.get(Amount.LOSS) + ": by " + law.name() + " no model gets to "
                    + law.surface().e() + " nats a token, whatever its size and data; ask for more than that");
        }
        return problems;
    }

    private static String options(Set<Amount> amounts) {
        return amounts.stream().sorted().map(Amount::option).collect(Collectors.joining(", "));
    }

    private static String sizes(List<Double> family) {
        return family.stream().map(Quantity::format).collect(Collectors.joining(", "));
    }

    boolean has(Amount amount) {
        return amounts.containsKey(amount);
    }

    /** Tokens to serve over each model's life; 0 where none are given. */
    double served() {
        return amounts.getOrDefault(Amount.SERVE_TOKENS, 0.0);
    }

    /** Whether two of FLOPs, parameters and tokens are given, which leave no law a choice. */
    boolean isFixed() {
        return amounts.keySet().stream().filter(TRAINING::contains).count() == 2;
    }

    /** The training that two of FLOPs, parameters and tokens give. */
    Training fixed() {
        Double params = amounts.get(Amount.PARAMS);
        Double tokens = amounts.get(Amount.TOKENS);
        return new Training(
                params != null ? params : amounts.get(Amount.FLOPS) / 6 / tokens,
                tokens != null ? tokens : amounts.get(Amount.FLOPS) / 6 / params);
    }

    /** The budget that one of FLOPs, parameters and tokens gives. */
    Budget budget() {
        for (Budget.Given given : Budget.Given.values()) {
            Double amount = amounts.get(Amount.valueOf(given.name()));
            if (amount != null) {
                return new Budget(given, amount);
            }
        }
        throw new IllegalStateException("No budget among " + amounts.keySet());
    }
}
