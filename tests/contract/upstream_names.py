"""The names of upstream that we lean on, with the parameters that we pass."""

from __future__ import annotations

# What our modules import, with the parameters that they pass by name or place.
IMPORTED = """
pip._internal.cache:CacheEntry
pip._internal.cache:WheelCache(cache_dir)
pip._internal.cli:cmdoptions
pip._internal.cli.base_command:Command(name, summary, isolated)
pip._internal.cli.cmdoptions:general_group
pip._internal.cli.cmdoptions:dependency_groups
pip._internal.cli.cmdoptions:index_group
pip._internal.cli.cmdoptions:json
pip._internal.cli.cmdoptions:make_option_group(group, parser)
pip._internal.cli.cmdoptions:make_target_python(options)
pip._internal.cli.cmdoptions:no_clean
pip._internal.cli.cmdoptions:package_selection_group
pip._internal.cli.index_command:IndexGroupCommand
pip._internal.cli.index_command:SessionCommandMixin
pip._internal.cli.parser:ConfigOptionParser
pip._internal.cli.parser:UpdatingDefaultsHelpFormatter
pip._internal.cli.req_command:RequirementCommand
pip._internal.cli.req_command:with_cleanup
pip._internal.cli.status_codes:ERROR
pip._internal.cli.status_codes:SUCCESS
pip._internal.commands.install:InstallCommand
pip._internal.commands.lock:LockCommand
pip._internal.commands:create_command(name)
pip._internal.configuration:Configuration
pip._internal.exceptions:CommandError
pip._internal.exceptions:DiagnosticPipError(message, context, hint_stmt)
pip._internal.exceptions:DistributionNotFound
pip._internal.exceptions:HashMismatch
pip._internal.exceptions:InstallWheelBuildError(failed)
pip._internal.exceptions:InstallationError
pip._internal.exceptions:InvalidWheelFilename
pip._internal.exceptions:MetadataInconsistent
pip._internal.exceptions:MetadataInvalid
pip._internal.exceptions:NetworkConnectionError
pip._internal.exceptions:PipError
pip._internal.exceptions:UnsupportedPythonVersion
pip._internal.exceptions:UnsupportedWheel
pip._internal.exceptions.network:ConnectionFailedError
pip._internal.index.collector:CandidatesFromPage
pip._internal.index.collector:CollectedSources
pip._internal.index.collector:IndexContent
pip._internal.index.collector:LinkCollector
pip._internal.index.collector:parse_links(page)
pip._internal.index.package_finder:BestCandidateResult
pip._internal.index.package_finder:CandidateEvaluator
pip._internal.index.package_finder:LinkType
pip._internal.index.package_finder:PackageFinder
pip._internal.index.sources:LinkSource
pip._internal.index.sources:build_source
pip._internal.metadata:BaseDistribution
pip._internal.locations:get_scheme(dist_name, user, root, isolated, prefix)
pip._internal.metadata:get_default_environment()
pip._internal.metadata:get_environment(paths)
pip._internal.metadata:get_metadata_distribution(metadata_contents, filename, canonical_name)
pip._internal.models.candidate:InstallationCandidate
pip._internal.models.format_control:FormatControl(no_binary, only_binary)
pip._internal.models.link:Link(url)
pip._internal.models.release_control:ReleaseControl
pip._internal.models.selection_prefs:SelectionPreferences(allow_yanked)
pip._internal.models.target_python:TargetPython
pip._internal.models.wheel:Wheel
pip._internal.network.auth:AuthInfo
pip._internal.network.auth:MultiDomainBasicAuth(prompting, index_urls)
pip._internal.network.session:PipSession
pip._internal.network.utils:HEADERS
pip._internal.network.utils:raise_for_status(resp)
pip._internal.operations.build.build_tracker:BuildTracker
pip._internal.operations.build.build_tracker:get_build_tracker()
pip._internal.operations.freeze:FrozenRequirement
pip._internal.operations.prepare:RequirementPreparer
pip._internal.operations.prepare:_check_sidecar_matches_wheel(req, sidecar_dist, wheel_dist)
pip._internal.req.constructors:install_req_from_line(name, comes_from, constraint)
pip._internal.req.constructors:install_req_from_parsed_requirement(parsed_req)
pip._internal.req.req_file:ParsedRequirement
pip._internal.req.req_file:get_file_content(url, session)
pip._internal.req.req_file:parse_requirements(filename, session, constraint)
pip._internal.req.req_install:InstallRequirement
pip._internal.req.req_set:RequirementSet
pip._internal.resolution.resolvelib.base:Candidate
pip._internal.resolution.resolvelib.base:Requirement
pip._internal.resolution.resolvelib.candidates:BaseCandidate
pip._internal.resolution.resolvelib.candidates:ExtrasCandidate
pip._internal.resolution.resolvelib.factory:Factory
pip._internal.resolution.resolvelib.resolver:Resolver
pip._internal.utils.filetypes:is_archive_file(name)
pip._internal.utils.hashes:Hashes
pip._internal.utils.logging:BrokenStdoutLoggingError
pip._internal.utils.logging:VERBOSE
pip._internal.utils.logging:getLogger(name)
pip._internal.utils.logging:get_console()
pip._internal.utils.logging:subprocess_logger
pip._internal.utils.misc:format_size(bytes)
pip._internal.utils.misc:get_prog()
pip._internal.utils.misc:get_runnable_pip()
pip._internal.utils.misc:is_installable_dir(path)
pip._internal.utils.misc:redact_auth_from_url(url)
pip._internal.utils.misc:remove_auth_from_url(url)
pip._internal.utils.misc:strtobool(val)
pip._internal.utils.packaging:requirement_without_marker(req)
pip._internal.utils.pylock:is_valid_pylock_filename(filename)
pip._internal.utils.pylock:package_sdist_requirement_url(pylock_path_or_url, package_sdist)
pip._internal.utils.pylock:package_wheel_requirement_url(pylock_path_or_url, package_wheel)
pip._internal.utils.pylock:pylock_from_install_requirements(install_requirements, base_dir)
pip._internal.utils.temp_dir:TempDirectory(delete, kind, globally_managed)
pip._internal.utils.urls:path_to_url(path)
pip._internal.utils.urls:strip_extras(path)
pip._internal.utils.wheel:wheel_dist_info_dir(source, name)
pip._internal.wheel_builder:_build_one(req, output_dir, verify, editable)
pip._internal.vcs:is_url(name)
pip._vendor.packaging.markers:Environment
pip._vendor.packaging.markers:InvalidMarker
pip._vendor.packaging.markers:Marker(marker)
pip._vendor.packaging.markers:UndefinedComparison
pip._vendor.packaging.markers:UndefinedEnvironmentName
pip._vendor.packaging.pylock:Package
pip._vendor.packaging.pylock:PackageArchive
pip._vendor.packaging.pylock:PackageDirectory
pip._vendor.packaging.pylock:PackageSdist
pip._vendor.packaging.pylock:PackageVcs
pip._vendor.packaging.pylock:PackageWheel
pip._vendor.packaging.pylock:Pylock
pip._vendor.packaging.pylock:is_valid_pylock_path(path)
pip._vendor.packaging.requirements:InvalidRequirement
pip._vendor.packaging.requirements:Requirement(requirement_string)
pip._vendor.packaging.specifiers:BaseSpecifier
pip._vendor.packaging.specifiers:Specifier
pip._vendor.packaging.specifiers:SpecifierSet(specifiers)
pip._vendor.packaging.tags:Tag
pip._vendor.packaging.tags:create_compatible_tags_selector(tags)
pip._vendor.packaging.tags:sys_tags()
pip._vendor.packaging.utils:BuildTag
pip._vendor.packaging.utils:InvalidSdistFilename
pip._vendor.packaging.utils:InvalidName
pip._vendor.packaging.utils:InvalidWheelFilename
pip._vendor.packaging.utils:NormalizedName
pip._vendor.packaging.utils:canonicalize_name(name)
pip._vendor.packaging.utils:parse_sdist_filename(filename)
pip._vendor.packaging.utils:parse_wheel_filename(filename)
pip._vendor.packaging.version:InvalidVersion
pip._vendor.packaging.version:Version(version)
pip._vendor.packaging:markers
pip._vendor.packaging:pylock
pip._vendor.requests.adapters:BaseAdapter
pip._vendor.requests.adapters:HTTPAdapter
pip._vendor.requests.exceptions:RequestException
pip._vendor.requests.models:Response
pip._vendor.resolvelib.resolvers:ResolutionImpossible
pip._vendor.rich.console:Console
pip._vendor.rich.console:ConsoleOptions
pip._vendor.rich.console:Group
pip._vendor.rich.console:RenderResult
pip._vendor.rich.console:RenderableType
pip._vendor.rich.markup:escape(markup)
pip._vendor.rich.measure:Measurement(minimum, maximum)
pip._vendor.rich.progress:BarColumn()
pip._vendor.rich.progress:MofNCompleteColumn()
pip._vendor.rich.progress:Progress(console, transient)
pip._vendor.rich.progress:TextColumn(text_format)
pip._vendor.rich.segment:Segment
pip._vendor.rich.table:Table(box, show_lines, header_style)
pip._vendor.rich.text:Text(text, style, overflow, no_wrap)
pip._vendor.rich.tree:Tree(label)
pip._vendor.rich:box
pip._vendor.urllib3.exceptions:HTTPError
pip._vendor.urllib3.exceptions:InvalidChunkLength
pip._vendor.urllib3.exceptions:InvalidHeader
pip._vendor.urllib3.exceptions:ReadTimeoutError
pip._vendor.urllib3.util.retry:Retry
"""  # noqa: E501

# What is called on objects that upstream hands us, and what the patches hook into.
USED = """
pip._internal.cli.base_command:Command.handler_map()
pip._internal.cli.base_command:Command.main(args)
pip._internal.cli.base_command:Command.parse_args(args)
pip._internal.cli.cmdoptions:add_target_python_options(cmd_opts)
pip._internal.cli.cmdoptions:check_dist_restriction(options)
pip._internal.cli.cmdoptions:check_release_control_exclusive(options)
pip._internal.cli.cmdoptions:index_group
pip._internal.cli.index_command:SessionCommandMixin._build_session(options)
pip._internal.cli.parser:ConfigOptionParser.insert_option_group(idx)
pip._internal.cli.index_command:SessionCommandMixin.get_default_session(options)
pip._internal.cli.parser:ConfigOptionParser.config
pip._internal.cli.parser:ConfigOptionParser.insert_option_group(idx)
pip._internal.cli.parser:ConfigOptionParser.name
pip._internal.cli.req_command:RequirementCommand._build_package_finder(options, session, target_python)
pip._internal.cli.req_command:RequirementCommand.check_build_constraints(options)
pip._internal.cli.req_command:RequirementCommand.get_requirements(args, options, finder, session)
pip._internal.cli.req_command:RequirementCommand.make_requirement_preparer(temp_build_dir, options, build_tracker, session, finder, use_user_site, verbosity, allow_editables)
pip._internal.cli.req_command:RequirementCommand.make_resolver(preparer, finder, options, ignore_installed, ignore_requires_python, py_version_info)
pip._internal.commands.cache:CacheCommand.get_cache_info(options)
pip._internal.commands.cache:CacheCommand.remove_cache_items(options)
pip._internal.commands.index:IndexCommand._build_package_finder(options, session, target_python)
pip._internal.commands.list:ListCommand._build_package_finder(options, session)
pip._internal.commands.list:ListCommand.iter_packages_latest_infos
pip._internal.commands.list:format_for_columns(pkgs)
pip._internal.commands.list:format_for_json(packages)
pip._internal.configuration:Configuration.isolated
pip._internal.configuration:Configuration.items()
pip._internal.exceptions:DiagnosticPipError.message
pip._internal.index.collector:CollectedSources.find_links
pip._internal.index.collector:CollectedSources.index_urls
pip._internal.index.collector:LinkCollector.collect_sources(project_name, candidates_from_page)
pip._internal.index.collector:LinkCollector.create(session, options)
pip._internal.index.collector:LinkCollector.fetch_response(location, package_name)
pip._internal.index.package_finder:BestCandidateResult.all_candidates
pip._internal.index.package_finder:BestCandidateResult.applicable_candidates
pip._internal.index.package_finder:CandidateEvaluator._sort_key(candidate)
pip._internal.index.package_finder:CandidateEvaluator.sort_best_candidate(candidates)
pip._internal.index.package_finder:LinkEvaluator.evaluate_link(link)
pip._internal.index.package_finder:PackageFinder._all_candidates
pip._internal.index.package_finder:PackageFinder._allow_yanked
pip._internal.index.package_finder:PackageFinder._best_candidates
pip._internal.index.sources:build_source(candidates_from_page, page_validator, expand_dir, cache_link_parsing, project_name)
pip._internal.index.sources:LinkSource.file_links()
pip._internal.index.sources:LinkSource.link
pip._internal.index.sources:LinkSource.page_candidates()
pip._internal.models.search_scope:SearchScope.no_index
pip._internal.index.package_finder:PackageFinder._ignore_requires_python
pip._internal.index.package_finder:PackageFinder._requires_python_skipped
pip._internal.index.package_finder:PackageFinder._target_python
pip._internal.index.package_finder:PackageFinder.client_cert
pip._internal.index.package_finder:PackageFinder.create(link_collector, selection_prefs, uploaded_prior_to)
pip._internal.index.package_finder:PackageFinder.custom_cert
pip._internal.index.package_finder:PackageFinder.find_all_candidates(project_name)
pip._internal.index.package_finder:LinkType.platform_mismatch
pip._internal.index.package_finder:PackageFinder.find_links
pip._internal.index.package_finder:PackageFinder.find_requirement(req)
pip._internal.index.package_finder:PackageFinder.get_install_candidate(link)
pip._internal.index.package_finder:PackageFinder.find_best_candidate(project_name, specifier, hashes)
pip._internal.index.package_finder:PackageFinder.index_urls
pip._internal.index.package_finder:PackageFinder.make_candidate_evaluator(project_name, hashes)
pip._internal.index.package_finder:PackageFinder.make_link_evaluator
pip._internal.index.package_finder:PackageFinder.no_proxy_env
pip._internal.index.package_finder:PackageFinder.prefer_binary
pip._internal.index.package_finder:PackageFinder.proxy
pip._internal.index.package_finder:PackageFinder.refresh_package
pip._internal.index.package_finder:PackageFinder.release_control
pip._internal.index.package_finder:PackageFinder.trusted_hosts
pip._internal.index.package_finder:PackageFinder.uploaded_prior_to
pip._internal.metadata:BaseDistribution.canonical_name
pip._internal.metadata:BaseDistribution.direct_url
pip._internal.metadata:BaseDistribution.editable
pip._internal.metadata:BaseDistribution.iter_dependencies(extras)
pip._internal.metadata:BaseDistribution.metadata
pip._internal.metadata:BaseDistribution.raw_name
pip._internal.metadata:BaseDistribution.read_text(path)
pip._internal.metadata:BaseDistribution.requires_python
pip._internal.metadata:BaseDistribution.version
pip._internal.metadata.base:BaseEnvironment.iter_all_distributions()
pip._internal.metadata.base:BaseEnvironment.iter_installed_distributions(local_only, skip, user_only)
pip._internal.models.candidate:InstallationCandidate.link
pip._internal.models.candidate:InstallationCandidate.locked
pip._internal.models.candidate:InstallationCandidate.name
pip._internal.models.candidate:InstallationCandidate.version
pip._internal.models.link:Link.as_hashes()
pip._internal.models.link:Link.comes_from
pip._internal.models.link:Link.file_path
pip._internal.models.link:Link.filename
pip._internal.models.link:Link.has_hash
pip._internal.models.link:Link.hash
pip._internal.models.link:Link.hash_name
pip._internal.models.link:Link.is_file
pip._internal.models.link:Link.is_hash_allowed(hashes)
pip._internal.models.link:Link.is_wheel
pip._internal.models.link:Link.is_yanked
pip._internal.models.link:Link.metadata_file_data
pip._internal.models.link:Link.metadata_link()
pip._internal.models.link:Link.url
pip._internal.models.link:Link.url_without_fragment
pip._internal.models.release_control:ReleaseControl.all_releases
pip._internal.models.release_control:ReleaseControl.only_final
pip._internal.models.selection_prefs:SelectionPreferences
pip._internal.models.target_python:TargetPython.format_given()
pip._internal.models.target_python:TargetPython.get_sorted_tags()
pip._internal.models.target_python:TargetPython.get_unsorted_tags()
pip._internal.models.wheel:Wheel.filename
pip._internal.models.wheel:Wheel.name
pip._internal.models.wheel:Wheel.supported(tags)
pip._internal.models.wheel:Wheel.version
pip._internal.network.auth:MultiDomainBasicAuth._get_keyring_auth(url, username)
pip._internal.network.auth:MultiDomainBasicAuth._keyring_provider
pip._internal.network.auth:MultiDomainBasicAuth.handle_401(resp)
pip._internal.network.auth:MultiDomainBasicAuth.passwords
pip._internal.network.auth:MultiDomainBasicAuth.use_keyring
pip._internal.network.auth:MultiDomainBasicAuth.warn_on_401(resp)
pip._internal.network.session:PipSession.adapters
pip._internal.network.session:PipSession.auth
pip._internal.network.session:PipSession.get(url)
pip._internal.network.session:PipSession.max_redirects
pip._internal.network.session:PipSession.timeout
pip._internal.operations.freeze:FrozenRequirement.from_dist(dist)
pip._internal.operations.freeze:freeze(paths, local_only, user_only)
pip._internal.operations.prepare:RequirementPreparer._fetch_metadata_only(req)
pip._internal.operations.prepare:RequirementPreparer._session
pip._internal.operations.prepare:RequirementPreparer.legacy_resolver
pip._internal.operations.prepare:RequirementPreparer.prepare_linked_requirement(req)
pip._internal.operations.prepare:RequirementPreparer.prepare_linked_requirements_more(reqs)
pip._internal.operations.prepare:RequirementPreparer.require_hashes
pip._internal.operations.prepare:RequirementPreparer.use_lazy_wheel
pip._internal.req.req_file:ParsedRequirement.options
pip._internal.req.req_install:InstallRequirement.constraint
pip._internal.req.req_install:InstallRequirement.get_dist()
pip._internal.req.req_install:InstallRequirement.hash_options
pip._internal.req.req_install:InstallRequirement.link
pip._internal.req.req_install:InstallRequirement.load_pyproject_toml()
pip._internal.req.req_install:InstallRequirement.local_file_path
pip._internal.req.req_install:InstallRequirement.metadata_directory
pip._internal.req.req_install:InstallRequirement.match_markers()
pip._internal.req.req_install:InstallRequirement.metadata
pip._internal.req.req_install:InstallRequirement.name
pip._internal.req.req_install:InstallRequirement.needs_more_preparation
pip._internal.req.req_install:InstallRequirement.hashes(trust_internet)
pip._internal.req.req_install:InstallRequirement.original_link
pip._internal.req.req_install:InstallRequirement.req
pip._internal.req.req_install:InstallRequirement.satisfied_by
pip._internal.req.req_install:InstallRequirement.specifier
pip._internal.req.req_install:InstallRequirement.pyproject_requires
pip._internal.req.req_install:InstallRequirement.source_dir
pip._internal.req.req_install:InstallRequirement.unpacked_source_directory
pip._internal.req.req_install:InstallRequirement.user_supplied
pip._internal.req.req_set:RequirementSet.requirements
pip._internal.resolution.legacy.resolver:Resolver.resolve(root_reqs)
pip._internal.resolution.resolvelib.base:Candidate.source_link
pip._internal.resolution.resolvelib.base:Requirement.format_for_error
pip._internal.resolution.resolvelib.candidates:ExtrasCandidate.base
pip._internal.resolution.resolvelib.candidates:ExtrasCandidate.extras
pip._internal.resolution.resolvelib.factory:Factory._installed_dists
pip._internal.resolution.resolvelib.factory:Factory.collect_root_requirements(root_ireqs)
pip._internal.resolution.resolvelib.factory:Factory.preparer
pip._internal.resolution.resolvelib.resolver:Resolver._result
pip._internal.resolution.resolvelib.resolver:Resolver.factory
pip._internal.resolution.resolvelib.resolver:Resolver.resolve(root_reqs, check_supported_wheels)
pip._internal.self_outdated_check:pip_self_version_check_fetch
pip._internal.utils.hashes:Hashes.check_against_chunks(chunks)
pip._internal.utils.pylock:select_from_pylock_path_or_url
pip._vendor.packaging.markers:Marker.evaluate()
pip._vendor.packaging.markers:default_environment()
pip._vendor.packaging.pylock:Package.name
pip._vendor.packaging.pylock:Package.sdist
pip._vendor.packaging.pylock:Package.tool
pip._vendor.packaging.pylock:Package.version
pip._vendor.packaging.pylock:Package.wheels
pip._vendor.packaging.pylock:PackageWheel.filename
pip._vendor.packaging.pylock:default_environment()
pip._vendor.packaging.pylock:sys_tags()
pip._vendor.packaging.pylock:Pylock.to_dict()
pip._vendor.packaging.requirements:Requirement.extras
pip._vendor.packaging.requirements:Requirement.marker
pip._vendor.packaging.requirements:Requirement.name
pip._vendor.packaging.requirements:Requirement.specifier
pip._vendor.packaging.requirements:Requirement.url
pip._vendor.packaging.specifiers:Specifier.operator
pip._vendor.packaging.specifiers:Specifier.version
pip._vendor.packaging.specifiers:SpecifierSet.contains(item, prereleases)
pip._vendor.packaging.version:Version.local
pip._vendor.packaging.version:Version.release
pip._vendor.requests.adapters:HTTPAdapter.max_retries
pip._vendor.requests.models:Response._content
pip._vendor.rich.console:Console.no_color
pip._vendor.rich.console:Console.render()
pip._vendor.rich.console:Console.width
pip._vendor.rich.measure:Measurement.with_maximum(width)
pip._vendor.rich.progress:Progress.add_task(description, total)
pip._vendor.rich.progress:Progress.advance(task_id)
pip._vendor.rich.progress:Progress.console
pip._vendor.rich.progress:Progress.update(task_id, description)
pip._vendor.rich.segment:Segment.strip_styles(segments)
pip._vendor.rich.table:Table.add_column(header, overflow)
pip._vendor.rich.table:Table.add_row()
pip._vendor.rich.table:Table.grid(padding)
pip._vendor.rich.text:Text.cell_len
pip._vendor.rich.text:Text.plain
pip._vendor.rich.tree:Tree.add(label)
pip._vendor.urllib3.util.retry:Retry.new()
pip._vendor.urllib3.util.retry:Retry.parse_retry_after
"""  # noqa: E501
