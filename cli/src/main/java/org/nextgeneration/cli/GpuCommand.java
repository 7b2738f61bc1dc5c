package org.nextgeneration.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.monitor.CardJson;
import org.nextgeneration.cli.monitor.PolicyText;
import org.nextgeneration.cli.monitor.SourceText;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Screen;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.cli.terminal.Table;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuSystem;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.SourceFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextgen gpu}: the cards, which may be used, and why. No card is a normal state. */
@Command(name = "gpu")
final class GpuCommand implements Action {
    private static final double MILLIWATTS_PER_WATT = 1e3;

    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        GpuGuard guard = session.gpuGuard();
        List<CardSample> cards =
                guard.sample()
                        .orElseThrow(() -> CommandFailure.failed("driver", "failure.driver-silent"))
                        .cards();
        if (json) {
            session.screen().line(JsonText.of(object(session, guard, cards)));
            return ExitCode.DONE;
        }
        text(session, guard, cards);
        return ExitCode.DONE;
    }

    private static Map<String, @Nullable Object> object(
            Session session, GpuGuard guard, List<CardSample> cards) {
        CardJson cardJson = new CardJson(session.messages());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("system", cardJson.system(guard.source().system()));
        json.put("policy", cardJson.policy(guard.decision()));
        json.put(
                "cards",
                cards.stream().map(card -> cardJson.readings(verdict(guard, card), card)).toList());
        return json;
    }

    private static CardVerdict verdict(GpuGuard guard, CardSample card) {
        return guard.decision().on(card.card()).orElseThrow();
    }

    private static void text(Session session, GpuGuard guard, List<CardSample> cards) {
        Screen screen = session.screen();
        PolicyText words = new PolicyText(session.messages());
        GpuSystem system = guard.source().system();
        PolicyDecision decision = guard.decision();
        if (cards.isEmpty()) {
            screen.line(session.text("gpu.none"));
        } else {
            screen.heading(heading(session, system));
            table(session, guard, cards).lines().forEach(screen::line);
            screen.line("");
            for (CardVerdict verdict : decision.verdicts()) {
                screen.line(
                        session.text(
                                "monitor.alert",
                                verdict.card().index() + " " + verdict.card().label(),
                                words.reason(verdict)));
            }
        }
        if (decision.allowed().isEmpty()) {
            screen.line(session.text(outcome(decision, cards)));
        }
        SourceText sources = new SourceText(session.messages());
        for (SourceFailure failure : system.failures()) {
            if (session.verbose()) {
                sources.verbose(failure).forEach(screen::note);
            } else {
                screen.note(sources.text(failure));
            }
        }
        // Without any card each allow rule would complain, and the reason has been given.
        if (!cards.isEmpty()) {
            decision.problems().forEach(problem -> screen.warning(words.problem(problem)));
        }
    }

    private static String outcome(PolicyDecision decision, List<CardSample> cards) {
        if (!decision.policy().cpuAllowed()) {
            return "gpu.none-nothing";
        }
        return cards.isEmpty() ? "gpu.none-cpu" : "gpu.none-allowed";
    }

    private static String heading(Session session, GpuSystem system) {
        String origin =
                switch (system.origin()) {
                    case NVML -> session.text("gpu.origin.nvml");
                    case NVIDIA_SMI -> session.text("gpu.origin.nvidia_smi");
                    case NONE -> session.text("gpu.origin.none");
                };
        return session.text(
                "gpu.heading",
                origin,
                told(session, system.driverVersion()),
                told(session, system.cudaVersion()));
    }

    private static Table table(Session session, GpuGuard guard, List<CardSample> cards) {
        PolicyText words = new PolicyText(session.messages());
        Table table =
                new Table(
                        "#",
                        session.text("column.name"),
                        session.text("gpu.column.bus"),
                        session.text("column.memory"),
                        session.text("gpu.column.temperature"),
                        session.text("gpu.column.power"),
                        session.text("gpu.column.load"),
                        session.text("gpu.column.verdict"));
        for (CardSample card : cards) {
            table.row(
                    Integer.toString(card.card().index()),
                    told(session, card.card().name()),
                    told(session, card.card().address()),
                    told(session, card.fast().memory().map(memory -> memory(session, memory))),
                    told(session, card.fast().temperatureCelsius().map(value -> value + " °C")),
                    power(session, card),
                    told(
                            session,
                            card.fast()
                                    .utilizationPercent()
                                    .map(value -> session.text("monitor.percent", value))),
                    words.verdict(verdict(guard, card)));
        }
        return table;
    }

    private static String memory(Session session, MemoryUse memory) {
        return session.text(
                "gpu.memory",
                Sizes.gibibytes(memory.usedBytes(), session.messages()),
                Sizes.gibibytes(memory.totalBytes(), session.messages()));
    }

    private static String power(Session session, CardSample card) {
        Optional<Integer> limit = card.slow().powerLimitMilliwatts().value();
        return told(
                session,
                card.fast()
                        .powerMilliwatts()
                        .map(
                                drawn ->
                                        limit.map(
                                                        most ->
                                                                session.text(
                                                                        "monitor.power-of",
                                                                        watts(drawn),
                                                                        watts(most)))
                                                .orElseGet(
                                                        () ->
                                                                session.text(
                                                                        "monitor.power",
                                                                        watts(drawn)))));
    }

    private static long watts(int milliwatts) {
        return Math.round(milliwatts / MILLIWATTS_PER_WATT);
    }

    private static String told(Session session, Reading<?> reading) {
        return reading.value()
                .map(value -> session.messages().shown(value))
                .orElseGet(() -> session.text("gpu.unknown"));
    }
}
