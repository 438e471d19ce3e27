using Pangea.Kube.Objects;
using Pangea.Kube.Schema;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests;

/// <summary>Server-side apply and patches on the real schemas, with objects decoded and defaulted as the API server does it.</summary>
public class BuiltinKindsTests
{
    private static MapValue Decoded(string apiVersion, string kind, MapValue value)
    {
        var result = ObjectDecoder.Decode(value, Builtin(apiVersion, kind), DecodeOptions.Default);
        Assert.True(result.Object is not null, result.Error);
        return result.Object;
    }

    private static FieldManager Fields(string apiVersion, string kind) =>
        new(GroupVersion.Parse(apiVersion).Kind(kind), Builtin(apiVersion, kind))
        {
            ResetFields = FieldSet.OfFields("status"),
        };

    private static MapValue Entry(MapValue value, string manager) =>
        value.Map("metadata")!.Maps("managedFields").Single(e => e.Text("manager") == manager).Map("fieldsV1")!;

    private static readonly MapValue Deployment = Map(
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
           "template":{"metadata":{"labels":{"app":"web"}},
             "spec":{"containers":[{"name":"web","image":"nginx","ports":[{"containerPort":80}],"env":[{"name":"A","value":"1"}]}]}}}}
        """
    );

    private static readonly MapValue Service = Map(
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},
         "spec":{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":80},{"port":80,"protocol":"UDP","targetPort":53,"name":"dns"}]}}
        """
    );

    [Fact]
    public void A_container_without_resources_is_created_with_the_empty_resources_that_go_writes()
    {
        var created = Fields("apps/v1", "Deployment")
            .Update(null, Decoded("apps/v1", "Deployment", Deployment), "kubectl-create", Noon);
        var container = (MapValue)
            Entry(created, "kubectl-create")
                .At("f:spec", "f:template", "f:spec", "f:containers", "k:{\"name\":\"web\"}")!;
        Assert.Equal(MapValue.Empty, container["f:resources"]);
        Assert.True(container.ContainsKey("."));
        var containers = (MapValue)
            Entry(created, "kubectl-create").At("f:spec", "f:template", "f:spec", "f:containers")!;
        Assert.False(containers.ContainsKey("."));
    }

    [Fact]
    public void An_applied_deployment_is_owned_as_the_original_records_it()
    {
        var live = Succeeds(Fields("apps/v1", "Deployment").Apply(null, Deployment, "kubectl", Noon, false));
        Assert.Equal(
            Map(
                """
                {"f:spec":{"f:replicas":{},"f:selector":{},
                  "f:template":{"f:metadata":{"f:labels":{"f:app":{}}},
                    "f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:name":{},
                      "f:env":{"k:{\"name\":\"A\"}":{".":{},"f:name":{},"f:value":{}}},
                      "f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}}}
                """
            ),
            Entry(live, "kubectl")
        );
    }

    [Fact]
    public void Defaults_that_the_server_adds_do_not_conflict_with_the_next_apply()
    {
        var fields = Fields("apps/v1", "Deployment");
        var live = Decoded("apps/v1", "Deployment", Succeeds(fields.Apply(null, Deployment, "kubectl", Noon, false)));
        Assert.Same(live, Succeeds(fields.Apply(live, Deployment, "kubectl", Noon.AddHours(1), false)));
    }

    [Fact]
    public void Ports_of_a_service_are_told_apart_by_number_and_protocol()
    {
        var fields = Fields("v1", "Service");
        var live = Decoded("v1", "Service", Succeeds(fields.Apply(null, Service, "kubectl", Noon, false)));
        var without = Service.WithAt(ListValue.From(Service.Map("spec")!.Maps("ports").Take(1)), "spec", "ports");
        live = Succeeds(fields.Apply(live, without, "kubectl", Noon, false));
        Assert.Equal("""[{"port":80,"protocol":"TCP","targetPort":80}]""", live.At("spec", "ports")!.ToString());
        live = fields.Update(live, live.WithAt("10.0.0.1", "spec", "clusterIP"), "apiserver", Noon);
        Assert.Equal(Map("{'f:spec':{'f:clusterIP':{}}}"), Entry(live, "apiserver"));
    }

    [Fact]
    public void A_pods_status_written_by_a_node_takes_nothing_from_who_created_the_pod()
    {
        var kind = new GroupVersionKind("", "v1", "Pod");
        var schema = Builtin("v1", "Pod");
        var pod = Map(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','uid':'1'},'spec':{'containers':[{'name':'c','image':'i'}]}}"
        );
        var live = Fields("v1", "Pod").Update(null, Decoded("v1", "Pod", pod), "kube-controller-manager", Noon);
        var before = Entry(live, "kube-controller-manager");
        var node = new FieldManager(kind, schema) { Subresource = "status", ResetFields = FieldSet.OfFields("spec") };
        var status = Map(
            "{'phase':'Running','podIP':'10.1.1.1','podIPs':[{'ip':'10.1.1.1'}],'conditions':[{'type':'Ready','status':'True'}]}"
        );
        live = node.Update(live, live.With("status", status), "kubelet", Noon);
        Assert.Equal(before, Entry(live, "kube-controller-manager"));
        Assert.Equal(
            Map(
                """
                {"f:status":{"f:phase":{},"f:podIP":{},"f:podIPs":{".":{},"k:{\"ip\":\"10.1.1.1\"}":{".":{},"f:ip":{}}},
                  "f:conditions":{".":{},"k:{\"type\":\"Ready\"}":{".":{},"f:status":{},"f:type":{}}}}}
                """
            ),
            Entry(live, "kubelet")
        );
    }

    [Fact]
    public void A_quantity_may_be_applied_as_a_number_and_a_port_as_a_name()
    {
        var config = Deployment.WithAt(
            Json("[{'name':'web','resources':{'limits':{'cpu':1}},'livenessProbe':{'httpGet':{'port':'http'}}}]"),
            "spec",
            "template",
            "spec",
            "containers"
        );
        Succeeds(Fields("apps/v1", "Deployment").Apply(null, config, "kubectl", Noon, false));
    }

    [Fact]
    public void An_unknown_field_in_an_applied_deployment_is_named_with_its_path()
    {
        var config = Deployment.WithAt(1, "spec", "template", "spec", "nope");
        Assert.Equal(
            "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.template.spec.nope: field not declared in schema",
            Fields("apps/v1", "Deployment").Apply(null, config, "kubectl", Noon, false).Error!.Message
        );
    }

    [Fact]
    public void A_disruption_budgets_selector_is_replaced_by_a_strategic_merge_patch()
    {
        var live = Map("{'spec':{'selector':{'matchLabels':{'a':'1'}}}}");
        var patched = StrategicMergePatch.Apply(
            live,
            Map("{'spec':{'selector':{'matchLabels':{'b':'2'}}}}"),
            Builtin("policy/v1", "PodDisruptionBudget")
        );
        Assert.Equal(Map("{'spec':{'selector':{'matchLabels':{'b':'2'}}}}"), Succeeds(patched));
    }

    [Fact]
    public void Every_built_in_kind_has_a_blank_object_and_records_its_creation()
    {
        foreach (var kind in BuiltinSchemas.Instance.Resources.Select(r => r.GroupVersionKind).Distinct())
        {
            var schema = BuiltinSchemas.Instance.Get(kind);
            var empty = ObjectDecoder.Decode(
                MapValue.Of(
                    ("apiVersion", kind.ApiVersion),
                    ("kind", kind.Kind),
                    ("metadata", MapValue.Of(("name", "x")))
                ),
                schema,
                default
            );
            var created = new FieldManager(kind, schema).Update(null, empty.Object!, "creator", Noon);
            // Nothing was said, so nothing is owned: the blank object is what an empty one decodes to.
            Assert.True(created.Map("metadata")!["managedFields"] is null, $"{kind}: {created}");
        }
    }
}
