package org.nextgeneration.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.config.Configuration;
import org.nextgeneration.cli.config.ConfigurationException;
import org.nextgeneration.cli.config.ConfigurationLookup;
import org.nextgeneration.cli.config.PlatformFolders;
import org.nextgeneration.cli.terminal.LanguageChoice;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.cli.terminal.Screen;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuSource;
import org.nextgeneration.gpu.GpuSources;
import org.nextgeneration.store.Inventory;
import org.nextgeneration.store.Language;
import org.nextgeneration.store.ModelStore;
import org.nextgeneration.store.StoreRoots;

/**
 * One run of the program: what is around it and what has been read so far. Everything is read when
 * it is first asked for, because most commands need little of it. One thread.
 */
final class Session {
    private static final String DEMO_MODEL = "nextgen-demo.gguf";

    private final Surroundings surroundings;
    private final Optional<String> configOption;
    private final Messages messages;
    private boolean verbose;
    private @Nullable Configuration configuration;
    private @Nullable Inventory inventory;
    private @Nullable CompletableFuture<GpuSource> cards;
    private @Nullable GpuGuard gpuGuard;

    /**
     * Starts a run.
     *
     * @param surroundings what is around the program
     * @param languageOption what {@code --lang} says
     * @param configOption what {@code --config} says
     */
    Session(
            Surroundings surroundings,
            Optional<String> languageOption,
            Optional<String> configOption) {
        this.surroundings = surroundings;
        this.configOption = configOption;
        this.messages =
                Messages.of(
                        LanguageChoice.choose(
                                languageOption,
                                this::configuredLanguage,
                                surroundings.environment(),
                                surroundings.locale()));
    }

    /** Help must work with a broken configuration; who needs the rest of it is told then. */
    private Optional<Language> configuredLanguage() {
        try {
            return configurationFile().isEmpty()
                    ? Optional.empty()
                    : configuration().language().value();
        } catch (RuntimeException _) {
            // Whatever it is, the command meets it again and reports it.
            return Optional.empty();
        }
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Screen screen() {
        return surroundings.screen();
    }

    Messages messages() {
        return messages;
    }

    Language language() {
        return messages.language();
    }

    String text(String key, Object... arguments) {
        return messages.text(key, arguments);
    }

    boolean verbose() {
        return verbose;
    }

    void makeVerbose() {
        verbose = true;
    }

    /** {@return the file that {@code --config} names, there or not} */
    Optional<Path> namedConfigurationFile() {
        return configOption.map(surroundings.folder()::resolve);
    }

    /** {@return the configuration file, empty where nobody wrote one} */
    Optional<Path> configurationFile() {
        return ConfigurationLookup.find(
                configOption,
                surroundings.environment(),
                surroundings.folder(),
                surroundings.platform(),
                surroundings.home());
    }

    /**
     * {@return the configuration}
     *
     * @throws ConfigurationException if the file is wrong
     */
    Configuration configuration() {
        Configuration known = configuration;
        if (known == null) {
            known =
                    configurationFile()
                            .map(file -> Configuration.read(file, surroundings.home()))
                            .orElseGet(Configuration::builtIn);
            configuration = known;
        }
        return known;
    }

    /**
     * Begins to open the driver of the cards on a thread of its own, for who needs it soon and has
     * other things to do first: in a cold JVM it takes a tenth of a second, with a real driver
     * more.
     */
    void expectCards() {
        if (cards == null) {
            Map<String, String> environment = surroundings.environment();
            cards =
                    CompletableFuture.supplyAsync(
                            () -> GpuSources.open(environment),
                            opening -> Thread.ofPlatform().daemon().name("cards").start(opening));
        }
    }

    /**
     * {@return the policy at work on this machine's cards} The driver stays open until the process
     * ends, which gives back what it holds.
     */
    GpuGuard gpuGuard() {
        GpuGuard known = gpuGuard;
        if (known == null) {
            CompletableFuture<GpuSource> opening = cards;
            // The wait has the bounds of the opening itself.
            GpuSource source =
                    opening == null ? GpuSources.open(surroundings.environment()) : opening.join();
            known = new GpuGuard(source, configuration().gpuPolicy().value());
            gpuGuard = known;
        }
        return known;
    }

    /** {@return what is installed, as one look at the disk finds it} */
    Inventory inventory() {
        Inventory known = inventory;
        if (known == null) {
            known = store().scan();
            inventory = known;
        }
        return known;
    }

    ModelStore store() {
        return new ModelStore(
                StoreRoots.resolve(
                        surroundings.environment(),
                        configuration().modelsFolder().value().orElse(null),
                        surroundings.platform(),
                        surroundings.home(),
                        Files::isDirectory),
                demoModel(),
                configuration().catalogue().value());
    }

    private @Nullable Path demoModel() {
        return surroundings
                .distribution()
                .map(folder -> folder.resolve("model").resolve(DEMO_MODEL))
                .filter(Files::isRegularFile)
                .orElse(null);
    }

    /** {@return where histories are kept} */
    Path stateFolder() {
        return configuration()
                .stateFolder()
                .value()
                .orElseGet(
                        () ->
                                PlatformFolders.state(
                                        surroundings.environment(),
                                        surroundings.platform(),
                                        surroundings.home()));
    }

    /** {@return where running workers are recorded} */
    Path runtimeFolder() {
        return PlatformFolders.runtime(
                surroundings.environment(),
                stateFolder(),
                surroundings.temporary(),
                surroundings.user());
    }
}
