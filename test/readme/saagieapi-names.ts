/** What the Python client offers, by the object that has it; deprecated names too. */
export const SAAGIEAPI: Readonly<Record<string, readonly string[]>> = {
  "`SaagieApi`":
    "SaagieApi easy_connect get_cluster_capacity get_platform_info get_repositories_info get_available_technologies get_runtimes get_technology_name_by_id get_runtime_label_by_id check_technology check_technology_valid check_technology_configured check_alerting check_scheduling check_condition_expression count_condition_logs get_condition_instance_logs_by_instance get_condition_instance_logs_by_condition".split(
      " ",
    ),
  "`SaagieApi.projects`":
    "list get_id get_info get_info_by_name get_jobs_technologies get_apps_technologies create get_rights edit delete export import_from_json get_status_with_callback".split(
      " ",
    ),
  "`SaagieApi.jobs`":
    "list_for_project list_for_project_minimal get_instance get_id get_info get_info_by_alias create edit upgrade upgrade_by_name create_or_upgrade rollback delete run run_with_callback stop export import_from_json delete_instances delete_instances_by_selector delete_instances_by_date delete_versions duplicate count_instances_by_status count_deletable_instances_by_status count_deletable_instances_by_date move_job generate_description_by_ai".split(
      " ",
    ),
  "`SaagieApi.pipelines`":
    "list_for_project list_for_project_minimal get_id get_info get_info_by_name get_info_by_alias get_instance create_graph edit upgrade create_or_upgrade rollback delete run run_with_callback stop export import_from_json count_deletable_instances_by_status count_deletable_instances_by_date delete_versions delete_instances delete_instances_by_selector delete_instances_by_date duplicate GraphPipeline JobNode ConditionStatusNode ConditionExpressionNode".split(
      " ",
    ),
  "`SaagieApi.apps`":
    "list_for_project list_for_project_minimal get_info get_id create_from_scratch create_from_catalog edit upgrade rollback delete run stop check_exposed_ports check_alerting get_runtime_label_by_id export import_from_json get_stats get_history_statuses count_history_statuses get_logs".split(
      " ",
    ),
  "`SaagieApi.env_vars`":
    "list get create update create_or_update delete bulk_create_for_pipeline export import_from_json list_globals create_global update_global create_or_update_global delete_global list_for_project create_for_project update_for_project create_or_update_for_project delete_for_project list_for_pipeline create_for_pipeline update_for_pipeline create_or_update_for_pipeline delete_for_pipeline".split(
      " ",
    ),
  "`SaagieApi.docker_credentials`":
    "list_for_project get_info get_info_for_username create upgrade upgrade_for_username delete delete_for_username".split(
      " ",
    ),
  "`SaagieApi.storages`": "list_for_project get_info get create edit delete unlink move duplicate".split(" "),
  "`SaagieApi.repositories`":
    "list get_info create delete edit synchronize revert_last_synchronization get_id".split(" "),
  "`SaagieApi.users`": "list get_info create delete edit_password export import_from_json".split(" "),
  "`SaagieApi.groups`":
    "list get_users get_permission create edit_permission delete export import_from_json".split(" "),
  "`SaagieApi.profiles`": "list get_info export edit".split(" "),
};
