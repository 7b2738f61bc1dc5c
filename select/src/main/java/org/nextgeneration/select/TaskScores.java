package org.nextgeneration.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nextgeneration.select.Lexicon.Hit;
import org.nextgeneration.select.TaskAnalysis.RoleScore;
import org.nextgeneration.store.Role;

/** The scores of one text, and the decision they lead to. Owned by one call of the analyzer. */
final class TaskScores {
    private static final List<Role> VISIBLE_ROLES =
            List.of(Role.QUALITY, Role.CODE, Role.DAILY, Role.SPEED, Role.TRANSLATION);

    /** What each further term of a category counts, the heaviest first. */
    private static final double[] DIMINISHING = {1.0, 0.6, 0.4, 0.25, 0.15};

    private static final double OTHER_CATEGORIES = 0.5;
    private static final double SHARPNESS = 0.9;

    /** Below this lead over the second role, the more capable of the two is taken. */
    private static final double MARGIN_MIN = 0.12;

    private static final int SHORT_WORDS_MAX = 12;
    private static final int LONG_CHARS = 300;
    private static final int VERY_LONG_CHARS = 1_200;
    private static final int DEMANDS_MANY = 3;
    private static final int WORD_PROBLEM_NUMBERS = 3;
    private static final int WORDS_SHOWN_MAX = 5;

    private static final double GENERAL_BASE = 1.0;

    private final Words words;
    private final TextShape shape;
    private final Map<Category, List<Hit>> hits;
    private final List<String> ignored;
    private final Map<Category, Double> scores = new EnumMap<>(Category.class);

    TaskScores(Words words, TextShape shape, Lexicon.Hits hits) {
        this.words = words;
        this.shape = shape;
        this.hits = counting(hits.hits(), shape.codeScore() > 0);
        this.ignored = hits.ignored();
    }

    /** Without the terms that count only beside another sign, where there is none. */
    private static Map<Category, List<Hit>> counting(
            Map<Category, List<Hit>> found, boolean codeSeen) {
        Map<Category, List<Hit>> counting = new EnumMap<>(Category.class);
        found.forEach(
                (category, hits) -> {
                    boolean sign = category == Category.CODE && codeSeen;
                    if (sign || hits.stream().anyMatch(hit -> !hit.weight().beside())) {
                        counting.put(category, hits);
                    }
                });
        return counting;
    }

    TaskAnalysis analysis(TextLanguage language) {
        for (Category category : Category.values()) {
            scores.put(category, sum(hits.getOrDefault(category, List.of())));
        }
        addShape();
        Complexity complexity = complexity();
        List<RoleScore> shares = shares();
        Role first = shares.get(0).role();
        Role second = shares.get(1).role();
        double margin = shares.get(0).share() - shares.get(1).share();
        Role role =
                margin < MARGIN_MIN && !isShortWithoutSignal() ? moreCapable(first, second) : first;
        Category category = bestCategory(role);
        double confidence = shares.get(role == first ? 0 : 1).share();
        List<Reason> reasons = reasons(category);
        if (role != first) {
            reasons.add(
                    Reason.of(
                            ReasonCode.LOW_CONFIDENCE_UPWARDS,
                            String.format(Locale.ROOT, "%.2f", shares.get(0).share()),
                            role.id()));
        }
        return new TaskAnalysis(language, category, complexity, role, confidence, reasons, shares);
    }

    /** A few words that name no task: no reason to suspect more behind them. */
    private boolean isShortWithoutSignal() {
        return hits.isEmpty()
                && shape.codeScore() == 0
                && !shape.hasFormula()
                && words.count() <= SHORT_WORDS_MAX;
    }

    private boolean isWordProblem() {
        return shape.numbers() >= WORD_PROBLEM_NUMBERS && shape.isQuestion();
    }

    private void addShape() {
        add(Category.GENERAL, GENERAL_BASE);
        add(Category.CODE, shape.codeScore());
        add(Category.QUICK_QUESTION, shortness());
        if (shape.hasFormula()) {
            add(Category.REASONING, 2.0);
        }
        if (isWordProblem()) {
            add(Category.REASONING, 1.5);
        }
        if (shape.chars() > LONG_CHARS && !shape.isQuestion()) {
            add(Category.ANALYSIS, shape.chars() > VERY_LONG_CHARS ? 0.5 : 1.0);
        }
        if (shape.demands() >= DEMANDS_MANY) {
            add(Category.ANALYSIS, 1.0);
        }
    }

    /** A short text asks for little, and the shorter the less; a pasted line of code does not. */
    private double shortness() {
        int count = words.count();
        if (count > SHORT_WORDS_MAX || shape.codeScore() > 0) {
            return 0;
        }
        double score = count <= 3 ? 1.6 : count <= 6 ? 1.2 : count <= 9 ? 0.8 : 0.4;
        return shape.isQuestion() ? score + 0.5 : score;
    }

    private List<RoleScore> shares() {
        Map<Role, Double> powers = new EnumMap<>(Role.class);
        double total = 0;
        for (Role role : VISIBLE_ROLES) {
            double power = Math.exp(SHARPNESS * roleScore(role));
            powers.put(role, power);
            total += power;
        }
        List<RoleScore> shares = new ArrayList<>();
        for (Map.Entry<Role, Double> power : powers.entrySet()) {
            shares.add(new RoleScore(power.getKey(), power.getValue() / total));
        }
        shares.sort(Comparator.comparingDouble(RoleScore::share).reversed());
        return shares;
    }

    private double roleScore(Role role) {
        double best = 0;
        double sum = 0;
        for (Map.Entry<Category, Double> score : scores.entrySet()) {
            if (score.getKey().role() == role) {
                best = Math.max(best, score.getValue());
                sum += score.getValue();
            }
        }
        return best + OTHER_CATEGORIES * (sum - best);
    }

    private Category bestCategory(Role role) {
        Category best = Category.GENERAL;
        double bestScore = -1;
        for (Map.Entry<Category, Double> score : scores.entrySet()) {
            if (score.getKey().role() == role && score.getValue() > bestScore) {
                best = score.getKey();
                bestScore = score.getValue();
            }
        }
        return best;
    }

    private Complexity complexity() {
        double analysis =
                scores.getOrDefault(Category.ANALYSIS, 0.0)
                        + scores.getOrDefault(Category.REASONING, 0.0)
                        + scores.getOrDefault(Category.REVIEW, 0.0);
        if (shape.chars() > LONG_CHARS || shape.demands() >= DEMANDS_MANY || analysis >= 4) {
            return Complexity.HIGH;
        }
        return words.count() <= SHORT_WORDS_MAX && analysis < 2
                ? Complexity.LOW
                : Complexity.MEDIUM;
    }

    private List<Reason> reasons(Category category) {
        List<Reason> reasons = new ArrayList<>();
        List<Hit> found = hits.getOrDefault(category, List.of());
        if (!found.isEmpty()) {
            reasons.add(Reason.of(ReasonCode.WORDS_FOUND, category.id(), shown(found)));
        }
        if (shape.codeScore() > 0) {
            reasons.add(Reason.of(ReasonCode.CODE_SHAPE, String.join(", ", shape.codeSigns())));
        }
        if (!ignored.isEmpty()) {
            reasons.add(
                    Reason.of(
                            ReasonCode.WORDS_IGNORED,
                            String.join(
                                    ", ",
                                    ignored.stream().distinct().limit(WORDS_SHOWN_MAX).toList())));
        }
        if (found.isEmpty() && category == Category.QUICK_QUESTION) {
            reasons.add(Reason.of(ReasonCode.SHORT_WITHOUT_SIGNAL, String.valueOf(words.count())));
        }
        if (category == Category.REASONING && (shape.hasFormula() || isWordProblem())) {
            reasons.add(Reason.of(ReasonCode.FORMULA));
        }
        if (shape.chars() > LONG_CHARS) {
            reasons.add(Reason.of(ReasonCode.LONG_TEXT, String.valueOf(shape.chars())));
        }
        if (shape.demands() >= DEMANDS_MANY) {
            reasons.add(Reason.of(ReasonCode.MANY_PARTS, String.valueOf(shape.demands())));
        }
        if (reasons.isEmpty()) {
            reasons.add(Reason.of(ReasonCode.NO_SIGNAL));
        }
        return reasons;
    }

    private static String shown(List<Hit> hits) {
        return String.join(
                ", ",
                hits.stream()
                        .sorted(
                                Comparator.comparingDouble((Hit hit) -> hit.weight().value())
                                        .reversed())
                        .map(Hit::shown)
                        .distinct()
                        .limit(WORDS_SHOWN_MAX)
                        .toList());
    }

    private static double sum(List<Hit> hits) {
        double[] weights = new double[hits.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = hits.get(i).weight().value();
        }
        Arrays.sort(weights);
        double sum = 0;
        for (int i = 0; i < Math.min(weights.length, DIMINISHING.length); i++) {
            sum += weights[weights.length - 1 - i] * DIMINISHING[i];
        }
        return sum;
    }

    private void add(Category category, double score) {
        scores.merge(category, score, Double::sum);
    }

    /** A doubt is resolved upwards; where neither is above the other, the first stays. */
    private static Role moreCapable(Role first, Role second) {
        return capability(second) > capability(first) ? second : first;
    }

    private static int capability(Role role) {
        return switch (role) {
            case QUALITY, CODE -> 3;
            case DAILY, TRANSLATION -> 2;
            case SPEED -> 1;
            case MINI, EMBEDDING -> 0;
        };
    }
}
