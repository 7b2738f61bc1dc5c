package org.nextgeneration.cli;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nextgeneration.cli.config.Configuration;
import org.nextgeneration.engine.EmbeddedEngine;
import org.nextgeneration.health.doctor.Subjects;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Role;
import org.nextgeneration.store.StoreRoots;

/** What of this run the doctor is to look at. */
final class DoctorSubjects {
    private DoctorSubjects() {}

    /** {@return it; the configuration must be valid} */
    static Subjects of(Session session) {
        Configuration configuration = session.configuration();
        Map<Role, ModelName> preferred = new EnumMap<>(Role.class);
        configuration.roles().forEach((role, setting) -> preferred.put(role, setting.value()));
        return new Subjects(
                session::gpuGuard,
                configuration.gpuPolicy().value(),
                configuration.thresholds().value(),
                session.surroundings().environment(),
                session.surroundings().platform() == StoreRoots.Platform.WINDOWS,
                engineFolders(session),
                session.store(),
                configuration.catalogue().value(),
                preferred,
                configuration.assistants().value(),
                session.configurationFile(),
                session.stateFolder(),
                session.runtimeFolder());
    }

    /** A build that the person names is the only one that is used. */
    private static List<Path> engineFolders(Session session) {
        Optional<Path> named = session.configuration().llamaHome().value();
        return named.map(List::of)
                .orElseGet(
                        () ->
                                session.surroundings()
                                        .distribution()
                                        .map(home -> home.resolve("natives"))
                                        .map(EmbeddedEngine::nativeDirectoriesIn)
                                        .orElse(List.of()));
    }
}
