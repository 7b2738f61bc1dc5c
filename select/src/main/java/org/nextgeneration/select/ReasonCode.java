package org.nextgeneration.select;

import java.util.Locale;
import org.nextgeneration.store.Language;

/** Why something was decided; the texts in both languages. */
public enum ReasonCode {
    /** The caller named a priority. */
    PRIORITY_FORCED("priorité imposée\u00a0: {0}", "priority forced: {0}"),
    /** The assistant decides the role. */
    ASSISTANT_ROLE("rôle de l’assistant\u00a0: {0}", "the assistant's role: {0}"),
    /** The caller named a model. */
    MODEL_NAMED("modèle demandé\u00a0: {0}", "model asked for: {0}"),
    /** Words of the text that speak for a category. */
    WORDS_FOUND(
            "mots qui parlent pour «\u00a0{0}\u00a0»\u00a0: {1}",
            "words that speak for \"{0}\": {1}"),
    /** Words that look like a category but are not. */
    WORDS_IGNORED("sens trompeur, écarté\u00a0: {0}", "misleading sense, set aside: {0}"),
    /** Code, a stack trace or a file name in the text. */
    CODE_SHAPE("du code dans le texte\u00a0: {0}", "code in the text: {0}"),
    /** Equations or several numbers to reckon with. */
    FORMULA("une formule ou des nombres à calculer", "a formula, or numbers to reckon with"),
    /** Nothing but a greeting. */
    PURE_GREETING("une simple salutation", "nothing but a greeting"),
    /** Short, and no signal. */
    SHORT_WITHOUT_SIGNAL(
            "question courte, sans indice de tâche ({0} mots)",
            "short question, no sign of a task ({0} words)"),
    /** Long text. */
    LONG_TEXT("texte long ({0} caractères)", "long text ({0} characters)"),
    /** Several requests or constraints. */
    MANY_PARTS("plusieurs demandes ou contraintes ({0})", "several requests or constraints ({0})"),
    /** The scores are too close; the stronger of the two roles is taken. */
    LOW_CONFIDENCE_UPWARDS(
            "peu sûr ({0})\u00a0: le rôle le plus capable, {1}, l’emporte",
            "not sure ({0}): the more capable role, {1}, wins"),
    /** Nothing recognised. */
    NO_SIGNAL("aucun indice de tâche\u00a0: usage général", "no sign of a task: general use"),
    /** An empty text. */
    EMPTY_TEXT("texte vide", "empty text"),

    /** The configuration prefers the model for the role. */
    PREFERRED("préféré dans la configuration ({0})", "preferred in the configuration ({0})"),
    /** The model is meant for the role. */
    FITS_ROLE("prévu pour le rôle {0}", "meant for the role {0}"),
    /** The model serves another role, used because the right one is absent. */
    STANDS_IN("remplace\u00a0: prévu pour le rôle {0}", "stands in: meant for the role {0}"),
    /** Only the demo model is left. */
    DEMO_LAST_RESORT(
            "modèle de démonstration, en dernier recours\u00a0: il ne connaît que NextGeneration",
            "demo model, the last resort: it knows about NextGeneration only"),
    /** The model is known but not on disk. */
    NOT_INSTALLED("pas installé", "not installed"),
    /** The model makes vectors. */
    EMBEDDING_ONLY(
            "modèle de vecteurs\u00a0: il ne répond pas", "embedding model: it does not answer"),
    /** No model of the wanted role is installed. */
    ROLE_NOT_INSTALLED(
            "aucun modèle installé pour le rôle {0}", "no model installed for the role {0}"),
    /** How to install the right one. */
    INSTALL_WITH("pour l’installer\u00a0: {0}", "to install it: {0}");

    private final String fr;
    private final String en;
    private final int argumentCount;

    ReasonCode(String fr, String en) {
        this.fr = fr;
        this.en = en;
        int count = 0;
        while (en.contains("{" + count + "}")) {
            count++;
        }
        this.argumentCount = count;
    }

    String template(Language language) {
        return switch (language) {
            case FRENCH -> fr;
            case ENGLISH -> en;
        };
    }

    int argumentCount() {
        return argumentCount;
    }

    /** {@return the name in lower case, as in JSON output} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
