package org.nextgeneration.agents;

import java.util.List;
import org.nextgeneration.agents.Assistant.Sampling;
import org.nextgeneration.store.Localized;
import org.nextgeneration.store.Role;

/** The assistants that are there without any configuration. */
final class BuiltInAssistants {
    private static final double TOP_P = 0.9;

    private BuiltInAssistants() {}

    static List<Assistant> all() {
        return List.of(
                peerReview(), code(), documentation(), security(), performance(), chat(), test());
    }

    private static Assistant peerReview() {
        return new Assistant(
                "peer_review",
                Role.QUALITY,
                new Localized(
                        "Relit un travail et dit ce qui tient et ce qui ne tient pas",
                        "Reviews work and says what holds and what does not"),
                prompt("peer_review"),
                new Sampling(0.3, TOP_P, 2048));
    }

    private static Assistant code() {
        return new Assistant(
                "code",
                Role.CODE,
                new Localized(
                        "Écrit, corrige et explique des programmes",
                        "Writes, fixes and explains programs"),
                prompt("code"),
                new Sampling(0.1, TOP_P, 2048));
    }

    private static Assistant documentation() {
        return new Assistant(
                "documentation",
                Role.DAILY,
                new Localized(
                        "Rédige une documentation claire pour un lecteur précis",
                        "Writes clear documentation for a given reader"),
                prompt("documentation"),
                new Sampling(0.4, TOP_P, 1024));
    }

    private static Assistant security() {
        return new Assistant(
                "security",
                Role.QUALITY,
                new Localized(
                        "Cherche les failles, les classe par gravité et propose des correctifs",
                        "Looks for weaknesses, ranks them and proposes fixes"),
                prompt("security"),
                new Sampling(0.2, TOP_P, 2048));
    }

    private static Assistant performance() {
        return new Assistant(
                "performance",
                Role.CODE,
                new Localized(
                        "Trouve ce qui est lent et comment le mesurer avant de le changer",
                        "Finds what is slow, and how to measure it before changing it"),
                prompt("performance"),
                new Sampling(0.2, TOP_P, 2048));
    }

    private static Assistant chat() {
        return new Assistant(
                "chat",
                Role.SPEED,
                new Localized("Converse et répond sans attendre", "Talks, and answers at once"),
                prompt("chat"),
                new Sampling(0.7, TOP_P, 512));
    }

    private static Assistant test() {
        return new Assistant(
                "test",
                Role.MINI,
                new Localized(
                        "Propose des cas de test, vite, sur le plus petit modèle",
                        "Proposes test cases, quickly, on the smallest model"),
                prompt("test"),
                new Sampling(0.4, TOP_P, 256));
    }

    private static Localized prompt(String name) {
        return new Localized(
                PromptResource.read(name + ".fr.txt"), PromptResource.read(name + ".en.txt"));
    }
}
