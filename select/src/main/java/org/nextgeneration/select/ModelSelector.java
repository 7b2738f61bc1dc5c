package org.nextgeneration.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.store.CatalogueEntry;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.Inventory;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Role;

/**
 * Chooses the model that answers, only ever an installed one.
 *
 * <p>Order: a model that the caller names; else the best installed model of the wanted role (the
 * caller's priority, else the assistant's role, else the text's); else of the roles that stand in
 * for it; else the demo model. Within a role: models whose first role it is, the catalogue's before
 * unknown ones, higher quality, then by name. A model stands in under the role that serves best.
 *
 * <table>
 * <caption>Roles that stand in, best first; the demo model comes after all of them</caption>
 * <tr><th>wanted</th><th>then</th></tr>
 * <tr><td>quality</td><td>code, daily, speed, translation, mini</td></tr>
 * <tr><td>code</td><td>quality, daily, speed, mini, translation</td></tr>
 * <tr><td>daily</td><td>quality, speed, code, translation, mini</td></tr>
 * <tr><td>speed</td><td>daily, mini, code, quality, translation</td></tr>
 * <tr><td>mini</td><td>speed, daily, code, quality, translation</td></tr>
 * <tr><td>translation</td><td>daily, quality, speed, code, mini</td></tr>
 * <tr><td>embedding</td><td>nothing: vectors of another model are of no use</td></tr>
 * </table>
 *
 * <p>Pure; any thread.
 */
public final class ModelSelector {
    // What each step down the stated order costs a candidate's score. Each costs more than all
    // that come after it together, so the score and the order say the same.
    private static final double STEP_COST = 0.12;
    private static final double SECONDARY_COST = 0.06;
    private static final double UNKNOWN_COST = 0.03;
    private static final double QUALITY_SHARE = 0.02;

    private static final double SCORE_DEMO = 0.05;
    private static final double SCALE_QUALITY = 10;

    private ModelSelector() {}

    /**
     * Chooses among what is installed.
     *
     * @param request the text's analysis and the caller's hints
     * @param inventory what is installed, with the catalogue
     */
    public static Selection select(SelectionRequest request, Inventory inventory) {
        List<Reason> reasons = new ArrayList<>();
        Role wanted = wantedRole(request, reasons);
        @Nullable String named = request.model();
        if (named != null) {
            return named(named, wanted, inventory);
        }
        List<Candidate> candidates = candidates(wanted, inventory);
        Optional<String> install =
                inventory.catalogue().forRole(wanted).stream()
                        .flatMap(entry -> entry.installCommand().stream())
                        .findFirst();
        for (Candidate candidate : candidates) {
            if (candidate.installed()) {
                InstalledModel model = inventory.find(candidate.model()).orElseThrow();
                return chosen(wanted, model, candidate, candidates, reasons, install, inventory);
            }
        }
        reasons.add(Reason.of(ReasonCode.ROLE_NOT_INSTALLED, wanted.id()));
        install.ifPresent(command -> reasons.add(Reason.of(ReasonCode.INSTALL_WITH, command)));
        return new Selection.NothingInstalled(wanted, candidates, reasons, install.orElse(null));
    }

    /** {@return the roles that stand in for a role, that role first; the order of the table} */
    public static List<Role> fallbackOrder(Role wanted) {
        return FallbackOrder.of(wanted);
    }

    private static Role wantedRole(SelectionRequest request, List<Reason> reasons) {
        @Nullable Role priority = request.priority();
        if (priority != null) {
            reasons.add(Reason.of(ReasonCode.PRIORITY_FORCED, priority.id()));
            return priority;
        }
        @Nullable Role assistantRole = request.assistantRole();
        if (assistantRole != null) {
            reasons.add(Reason.of(ReasonCode.ASSISTANT_ROLE, assistantRole.id()));
            return assistantRole;
        }
        reasons.addAll(request.analysis().reasons());
        return request.analysis().role();
    }

    private static Selection named(String name, Role wanted, Inventory inventory) {
        List<Reason> reasons = List.of(Reason.of(ReasonCode.MODEL_NAMED, name));
        Optional<InstalledModel> found = inventory.find(name);
        if (found.isEmpty()) {
            @Nullable String install =
                    ModelName.tryParse(name)
                            .flatMap(inventory.catalogue()::find)
                            .flatMap(CatalogueEntry::installCommand)
                            .orElse(null);
            @Nullable String nearest =
                    install == null ? inventory.nearest(name).orElse(null) : null;
            return new Selection.UnknownModel(wanted, name, nearest, install, reasons);
        }
        InstalledModel model = found.get();
        if (model.kind() == InstalledModel.Kind.EMBEDDING && wanted != Role.EMBEDDING) {
            return new Selection.NotForText(
                    wanted,
                    model,
                    List.of(reasons.getFirst(), Reason.of(ReasonCode.EMBEDDING_ONLY)));
        }
        CatalogueEntry entry = inventory.catalogue().describe(model);
        Candidate only =
                new Candidate(entry.roles().getFirst(), model.name(), 1, true, reasons.getFirst());
        return new Selection.Chosen(wanted, model, entry, false, List.of(only), reasons, null);
    }

    private static Selection chosen(
            Role wanted,
            InstalledModel model,
            Candidate candidate,
            List<Candidate> candidates,
            List<Reason> reasons,
            Optional<String> install,
            Inventory inventory) {
        CatalogueEntry entry = inventory.catalogue().describe(model);
        boolean isFallback = entry.demo() || !entry.roles().contains(wanted);
        if (isFallback) {
            reasons.add(Reason.of(ReasonCode.ROLE_NOT_INSTALLED, wanted.id()));
        }
        reasons.add(candidate.verdict());
        if (isFallback) {
            install.ifPresent(command -> reasons.add(Reason.of(ReasonCode.INSTALL_WITH, command)));
        }
        return new Selection.Chosen(
                wanted,
                model,
                entry,
                isFallback,
                candidates,
                reasons,
                isFallback ? install.orElse(null) : null);
    }

    /** Every installed model, and every catalogued one that is not, best first. */
    private static List<Candidate> candidates(Role wanted, Inventory inventory) {
        List<Candidate> candidates = new ArrayList<>();
        Set<ModelName> described = new HashSet<>();
        for (InstalledModel model : inventory.models()) {
            CatalogueEntry entry = inventory.catalogue().describe(model);
            described.add(entry.name());
            boolean known = inventory.catalogue().find(model.name()).isPresent();
            candidate(wanted, entry, model, known).ifPresent(candidates::add);
        }
        for (CatalogueEntry entry : inventory.catalogue().entries()) {
            if (!described.contains(entry.name())) {
                candidate(wanted, entry, null, true).ifPresent(candidates::add);
            }
        }
        candidates.sort(
                Comparator.comparingDouble(Candidate::score)
                        .reversed()
                        .thenComparing(Candidate::installed, Comparator.reverseOrder())
                        .thenComparing(Candidate::model));
        return candidates;
    }

    private static Optional<Candidate> candidate(
            Role wanted, CatalogueEntry entry, @Nullable InstalledModel model, boolean known) {
        boolean embedder =
                model == null
                        ? entry.roles().getFirst() == Role.EMBEDDING
                        : model.kind() == InstalledModel.Kind.EMBEDDING;
        if (embedder != (wanted == Role.EMBEDDING)) {
            return Optional.empty();
        }
        ModelName name = model == null ? entry.name() : model.name();
        if (entry.demo()) {
            Reason verdict =
                    Reason.of(
                            model == null ? ReasonCode.NOT_INSTALLED : ReasonCode.DEMO_LAST_RESORT);
            return Optional.of(new Candidate(wanted, name, SCORE_DEMO, model != null, verdict));
        }
        Role serving = wanted;
        double best = -1;
        List<Role> order = FallbackOrder.of(wanted);
        for (int step = 0; step < order.size() && best < 0; step++) {
            int place = entry.roles().indexOf(order.get(step));
            if (place >= 0) {
                serving = order.get(step);
                double quality = QUALITY_SHARE * entry.quality() / SCALE_QUALITY;
                double secondary = place == 0 ? 0 : SECONDARY_COST;
                double unknown = known ? 0 : UNKNOWN_COST;
                best = 1 - QUALITY_SHARE - STEP_COST * step - secondary - unknown + quality;
            }
        }
        return Optional.of(
                new Candidate(serving, name, best, model != null, verdict(wanted, serving, model)));
    }

    private static Reason verdict(Role wanted, Role serving, @Nullable InstalledModel model) {
        if (model == null) {
            return Reason.of(ReasonCode.NOT_INSTALLED);
        }
        return Reason.of(
                serving == wanted ? ReasonCode.FITS_ROLE : ReasonCode.STANDS_IN, serving.id());
    }
}
