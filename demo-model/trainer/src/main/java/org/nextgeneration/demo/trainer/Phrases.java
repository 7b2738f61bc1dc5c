package org.nextgeneration.demo.trainer;

import org.nextgeneration.demo.Language;

import java.util.List;

/** What people put around and in place of the words of a question without changing its sense. */
final class Phrases {
    private static final List<String> OPENINGS_ENGLISH =
            List.of(
                    "Hi, ",
                    "Hello, ",
                    "Hey, ",
                    "hey ",
                    "ok, ",
                    "Ok so ",
                    "So ",
                    "so, ",
                    "Please, ",
                    "please ",
                    "Excuse me, ",
                    "Quick question: ",
                    "quick question, ",
                    "Question: ",
                    "One more thing: ",
                    "Can you tell me ",
                    "could you tell me ",
                    "Tell me, ",
                    "tell me ",
                    "Do you know ",
                    "I wonder, ",
                    "I'd like to know ",
                    "I want to know ",
                    "I need to know: ",
                    "Just curious, ",
                    "Sorry, ",
                    "Hmm, ",
                    "Well, ",
                    "and ",
                    "And ",
                    "But ",
                    "Now, ",
                    "Good morning, ",
                    "Hello! ",
                    "Hi there, ",
                    "help: ",
                    "Can you help me? ",
                    "explain: ",
                    "Explain ",
                    "In short, ",
                    "also, ");
    private static final List<String> OPENINGS_FRENCH =
            List.of(
                    "Bonjour, ",
                    "bonjour ",
                    "Salut, ",
                    "salut ",
                    "Coucou, ",
                    "Bonsoir, ",
                    "Dis, ",
                    "dis-moi, ",
                    "Dis-moi ",
                    "Dites-moi, ",
                    "Euh, ",
                    "Alors, ",
                    "alors ",
                    "Et ",
                    "et ",
                    "Mais ",
                    "Bon, ",
                    "Ok, ",
                    "Question : ",
                    "petite question : ",
                    "Une question rapide : ",
                    "S'il te plaît, ",
                    "S'il vous plaît, ",
                    "stp ",
                    "svp, ",
                    "Pardon, ",
                    "Excusez-moi, ",
                    "Excuse-moi, ",
                    "Au fait, ",
                    "Tu sais ",
                    "Est-ce que tu sais ",
                    "Sais-tu ",
                    "Tu peux me dire ",
                    "Peux-tu me dire ",
                    "Pouvez-vous me dire ",
                    "J'aimerais savoir ",
                    "Je voudrais savoir ",
                    "Je me demande ",
                    "Aide-moi : ",
                    "Explique-moi ",
                    "En bref, ",
                    "Bonjour ! ",
                    "Salut ! ",
                    "Dernière question : ");
    private static final List<String> CLOSINGS_ENGLISH =
            List.of(
                    " please",
                    ", please",
                    " thanks",
                    ", thanks",
                    " Thanks!",
                    " thank you",
                    " Thank you.",
                    " exactly",
                    " here",
                    " now",
                    " then",
                    " again",
                    ", do you know",
                    " in NextGeneration",
                    " with nextgen",
                    " with NextGeneration",
                    " with this tool",
                    " in this program",
                    ", by the way",
                    " plz",
                    " right now",
                    " in a few words",
                    " on my machine",
                    ", I forgot",
                    " ??",
                    " help",
                    " I can't find it");
    private static final List<String> CLOSINGS_FRENCH =
            List.of(
                    " s'il te plaît",
                    ", s'il vous plaît",
                    " stp",
                    " svp",
                    " merci",
                    ", merci",
                    " Merci !",
                    " Merci d'avance.",
                    " exactement",
                    " ici",
                    " maintenant",
                    " alors",
                    " au juste",
                    ", tu sais",
                    " dans NextGeneration",
                    " avec nextgen",
                    " avec NextGeneration",
                    " avec cet outil",
                    " dans ce programme",
                    ", au fait",
                    " en quelques mots",
                    " sur ma machine",
                    ", j'ai oublié",
                    " ??",
                    " déjà",
                    " je ne trouve pas");

    /** Groups of words that may stand for one another, lower case. */
    private static final List<List<String>> SAME_ENGLISH =
            List.of(
                    List.of("how do i", "how can i", "how to", "how would i", "how should i"),
                    List.of("how do you", "how can you", "how does one", "how do we"),
                    List.of("what is", "what's", "whats"),
                    List.of("which command", "what command", "what's the command that"),
                    List.of("the command", "the cmd", "the instruction"),
                    List.of("show", "display", "print", "see", "view"),
                    List.of("remove", "delete", "erase"),
                    List.of("download", "fetch", "get"),
                    List.of("start", "launch", "run"),
                    List.of("graphics card", "gpu", "video card"),
                    List.of("can i", "is it possible to", "may i", "could i"),
                    List.of("i want to", "i'd like to", "i need to", "i wish to"),
                    List.of("machine", "computer", "pc"),
                    List.of("tell me", "let me know", "say"),
                    List.of("where is", "where's", "where do i find"),
                    List.of("terminal", "shell", "console", "command line"),
                    List.of("configuration", "config", "settings"),
                    List.of("folder", "directory"),
                    List.of("all", "all the", "every"),
                    List.of("does it", "will it", "does nextgeneration"));

    private static final List<List<String>> SAME_FRENCH =
            List.of(
                    List.of("comment", "comment faire pour", "comment on fait pour"),
                    List.of("comment je peux", "comment puis-je", "comment est-ce que je peux"),
                    List.of(
                            "quelle commande",
                            "quelle est la commande qui",
                            "c'est quoi la commande qui"),
                    List.of("qu'est-ce que", "c'est quoi", "qu'est-ce que c'est que"),
                    List.of("afficher", "montrer", "voir", "visualiser"),
                    List.of("supprimer", "effacer", "enlever", "retirer"),
                    List.of("télécharger", "récupérer", "charger depuis internet"),
                    List.of("lancer", "démarrer", "exécuter"),
                    List.of("carte graphique", "gpu", "carte vidéo"),
                    List.of("est-ce que je peux", "puis-je", "je peux", "peut-on", "on peut"),
                    List.of("je veux", "je voudrais", "j'aimerais", "je souhaite"),
                    List.of("machine", "ordinateur", "pc"),
                    List.of("où est", "où se trouve", "où trouver"),
                    List.of("terminal", "console", "ligne de commande"),
                    List.of("dossier", "répertoire"),
                    List.of("est-ce que", "est-ce qu'"),
                    List.of("tu", "vous"),
                    List.of("utiliser", "employer", "se servir de"));

    private Phrases() {}

    static List<String> openings(Language language) {
        return switch (language) {
            case ENGLISH -> OPENINGS_ENGLISH;
            case FRENCH -> OPENINGS_FRENCH;
        };
    }

    static List<String> closings(Language language) {
        return switch (language) {
            case ENGLISH -> CLOSINGS_ENGLISH;
            case FRENCH -> CLOSINGS_FRENCH;
        };
    }

    static List<List<String>> same(Language language) {
        return switch (language) {
            case ENGLISH -> SAME_ENGLISH;
            case FRENCH -> SAME_FRENCH;
        };
    }
}
