package org.nextgeneration.health.doctor;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.nextgeneration.agents.Assistants;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.store.Catalogue;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.ModelStore;
import org.nextgeneration.store.Role;

/**
 * What the doctor is to look at.
 *
 * @param guard opens the driver and applies the policy; may block or fail
 * @param policy the rules about cards
 * @param thresholds from where on a card's state is worth a word
 * @param environment the variables of this shell
 * @param windows whether fixes are to be for PowerShell
 * @param engineFolders where builds of the engine's library may be, in order of preference
 * @param store where models are
 * @param catalogue what is known of models
 * @param preferred models that the configuration names for a role
 * @param assistants who answers
 * @param configurationFile the file that was read, if there is one
 * @param stateFolder where records are kept
 * @param runtimeFolder where running workers are recorded
 */
public record Subjects(
        Supplier<GpuGuard> guard,
        GpuPolicy policy,
        Thresholds thresholds,
        Map<String, String> environment,
        boolean windows,
        List<Path> engineFolders,
        ModelStore store,
        Catalogue catalogue,
        Map<Role, ModelName> preferred,
        Assistants assistants,
        Optional<Path> configurationFile,
        Path stateFolder,
        Path runtimeFolder) {
    /** Copies the maps and the list. */
    public Subjects {
        requireNonNull(guard, "guard");
        environment = Map.copyOf(environment);
        engineFolders = List.copyOf(engineFolders);
        preferred = Map.copyOf(preferred);
    }
}
