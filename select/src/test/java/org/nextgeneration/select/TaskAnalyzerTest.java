package org.nextgeneration.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nextgeneration.store.Catalogue;
import org.nextgeneration.store.Language;
import org.nextgeneration.store.Role;

class TaskAnalyzerTest {
    private static final TaskAnalyzer ANALYZER = TaskAnalyzer.builtIn();

    private static Role role(String text) {
        return ANALYZER.analyze(text).role();
    }

    /** What a substring match of English keywords, the last one winning, gets wrong. */
    @ParameterizedTest
    @CsvSource({
        "Écris une fonction Python pour traiter des CSV, code",
        "Écris du code Python pour trier une liste, code",
        "Analyse complexe de données financières, quality",
        "Refactor this breakfast ordering class, code",
        "Explain the latest contest results, daily",
    })
    void analyze_shortOrMisleadingText_roleOfTheTask(String text, String role) {
        assertEquals(role, role(text).id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Explain the latest contest results",
                "test",
                "a simple test",
                "prototype minimal",
                "essai rapide",
                "run an experiment",
                "embed this text"
            })
    void analyze_anyText_neverMiniNorEmbedding(String text) {
        assertNotEquals(Role.MINI, role(text));
        assertNotEquals(Role.EMBEDDING, role(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "J'ai oublié le code postal de Rennes, aide-moi à remplir le formulaire",
                "Prépare un programme de course à pied pour une débutante",
                "Explique le statut de la fonction publique hospitalière",
                "Prépare une dictée pour ma classe de CM2",
                "What dress code should I follow at a gallery opening next week?",
                "Suggest a training program for a busy parent",
                "Décris le comportement du python royal dans un terrarium",
                "Liste de courses",
                "La classe politique française",
                "Make a list for the picnic",
            })
    void analyze_wordsThatMislead_notCode(String text) {
        assertNotEquals(Role.CODE, role(text));
    }

    @Test
    void analyze_noAccentsCapitalsOrNoPunctuation_sameRole() {
        String text = "Écris une fonction Python pour traiter des CSV !";
        for (String variant :
                new String[] {
                    "ecris une fonction python pour traiter des csv",
                    "ÉCRIS UNE FONCTION PYTHON POUR TRAITER DES CSV",
                    "  Ecris   une fonction\tPython…pour traiter des C.S.V  ",
                }) {
            assertEquals(role(text), role(variant), variant);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Salut !", "Bonjour, comment ça va ?", "thanks a lot", "Hello there"})
    void analyze_pureGreeting_speedWithCertainty(String text) {
        TaskAnalysis analysis = ANALYZER.analyze(text);
        assertEquals(Role.SPEED, analysis.role());
        assertEquals(Category.GREETING, analysis.category());
        assertEquals(1, analysis.confidence());
    }

    @Test
    void analyze_greetingBeforeATask_roleOfTheTask() {
        assertEquals(Role.CODE, role("Bonjour, corrige ce bug Python dans main.py"));
    }

    @Test
    void analyze_pastedCode_codeWhateverTheWords() {
        assertEquals(
                Role.CODE,
                role(
                        "Que se passe-t-il ici ?\n"
                                + "```\nfor (int i = 0; i < n; i++) {\n  f(i);\n}\n```"));
        assertEquals(
                Role.CODE,
                role(
                        "help\njava.lang.IllegalStateException: x\n"
                                + "\tat com.acme.Main.run(Main.java:7)"));
    }

    @Test
    void analyze_translationRequest_translationUnlessBetweenProgrammingLanguages() {
        assertEquals(Role.TRANSLATION, role("Traduis ce paragraphe en allemand"));
        assertEquals(Role.CODE, role("Traduis ce code Python en Java"));
    }

    @Test
    void analyze_longListOfDemands_highComplexityAndNotSpeed() {
        StringBuilder text = new StringBuilder("Voici ce que nous voulons :\n");
        for (int i = 1; i <= 8; i++) {
            text.append(i).append(". un point important qui demande de la réflexion\n");
        }
        TaskAnalysis analysis = ANALYZER.analyze(text.toString());
        assertEquals(Complexity.HIGH, analysis.complexity());
        assertNotEquals(Role.SPEED, analysis.role());
    }

    @Test
    void analyze_shortWithoutSignal_speed() {
        assertEquals(Role.SPEED, role("Quelle couleur ?"));
    }

    @ParameterizedTest
    @CsvSource({
        "Écris une fonction Python, FRENCH",
        "corrige ce bug dans mon fichier, FRENCH",
        "Capitale de la France ?, FRENCH",
        "code postal de Lyon, FRENCH",
        "Corrige la phrase suivante, FRENCH",
        "Cual es la capital de Francia ?, OTHER",
        "Restaurants in La Rochelle, ENGLISH",
        "Write a Python function, ENGLISH",
        "what does this do, ENGLISH",
        "Ich habe nicht die Zeit und das ist ein Problem mit der Datei, OTHER",
        "これは何ですか, OTHER",
    })
    void analyze_language_recognised(String text, TextLanguage language) {
        assertEquals(language, ANALYZER.analyze(text).language());
    }

    @Test
    void analyze_emptyText_saysSo() {
        TaskAnalysis analysis = ANALYZER.analyze(" \n ");
        assertEquals(0, analysis.confidence());
        assertEquals(ReasonCode.EMPTY_TEXT, analysis.reasons().getFirst().code());
    }

    @Test
    void analyze_reasons_nameTheWordsInBothLanguages() {
        TaskAnalysis analysis = ANALYZER.analyze("Écris une fonction Python pour traiter des CSV");
        String french = analysis.reasons().getFirst().text(Language.FRENCH);
        String english = analysis.reasons().getFirst().text(Language.ENGLISH);
        assertTrue(french.contains("Python") && french.contains("mots"), french);
        assertTrue(english.contains("Python") && english.contains("words"), english);
    }

    @Test
    void analyze_keywordsOfTheUsersModels_count() {
        Catalogue catalogue =
                Catalogue.builtIn()
                        .withOverrides(
                                Map.of(
                                        "avocat:7b",
                                        Map.of(
                                                "roles",
                                                "quality",
                                                "use_cases",
                                                java.util.List.of("huissier"))));
        String text = "Le huissier passe demain";
        assertEquals(Role.SPEED, role(text));
        assertEquals(Role.QUALITY, ANALYZER.withKeywordsOf(catalogue).analyze(text).role());
    }

    @Test
    void analyze_anyText_sharesAddUpAndArgumentsAreSound() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "aeé ftçœ\n\t0{}();?'`\"*+=^\u0000\ud83d\ude00漢 python code analyse ";
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(200);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            TaskAnalysis analysis = ANALYZER.analyze(text.toString());
            double sum =
                    analysis.scores().stream().mapToDouble(TaskAnalysis.RoleScore::share).sum();
            assertEquals(1, sum, 1e-9, "seed " + seed);
            assertTrue(analysis.confidence() >= 0 && analysis.confidence() <= 1, "seed " + seed);
            assertFalse(analysis.reasons().isEmpty(), "seed " + seed + ": " + text);
            assertEquals(analysis, ANALYZER.analyze(text.toString()), "seed " + seed);
        }
    }

    @Test
    void analyze_hugeHostileText_timeIsBounded() {
        String text = "a_".repeat(500_000) + "x^ ".repeat(500_000) + "(".repeat(500_000);
        long start = System.nanoTime();
        ANALYZER.analyze(text);
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < 2_000, "took " + millis + " ms");
    }
}
